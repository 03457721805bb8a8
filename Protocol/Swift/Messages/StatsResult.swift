/// The answer to Stats: named figures, in an order fit for reading.
///
///     statsResult = [name:string value]
///     value = 1:u8 u64 | 2:u8 f64 | 3:u8 string
package struct StatsResult: Payload {
    package static let type = MessageType.statsResult

    package enum Value: Equatable, Sendable {
        case count(UInt64)
        case real(Double)
        case text(String)
    }

    package struct Entry: Equatable, Sendable {
        package var name: String
        package var value: Value

        package init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    package var entries: [Entry]

    package init(entries: [Entry]) { self.entries = entries }

    package func encode(into output: inout [UInt8]) {
        output.appendCount(entries.count, limit: Limits.statisticsMax)
        for entry in entries {
            output.appendString(entry.name)
            switch entry.value {
            case .count(let value):
                output.append(1)
                output.appendInteger(value)
            case .real(let value):
                output.append(2)
                output.appendDouble(value)
            case .text(let value):
                output.append(3)
                output.appendString(value)
            }
        }
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        let count = try fields.count(payload, entryBytesMin: 9, limit: Limits.statisticsMax)
        entries = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let name = try fields.string(payload, "name")
            let value: Value
            switch try fields.byte(payload) {
            case 1: value = .count(try fields.integer(payload))
            case 2: value = .real(try fields.double(payload, "value"))
            case 3: value = .text(try fields.string(payload, "value"))
            default: throw .invalidValue(.statsResult, "value")
            }
            entries.append(Entry(name: name, value: value))
        }
    }
}
