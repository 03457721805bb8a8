/// The answer to an offer: which of its articles the server wants, in the offer's order.
///
///     wanted = count:u32 bits            one bit per entry, the lowest bit of a byte first; unused bits are 0
package struct Wanted: Payload {
    package static let type = MessageType.wanted

    package var wanted: [Bool]

    package init(wanted: [Bool]) { self.wanted = wanted }

    package func encode(into output: inout [UInt8]) {
        output.appendCount(wanted.count, limit: Limits.offerEntriesMax)
        var start = 0
        while start < wanted.count {
            var bits: UInt8 = 0
            for at in start..<min(start + 8, wanted.count) where wanted[at] { bits |= 1 << UInt8(at - start) }
            output.append(bits)
            start += 8
        }
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        let count = Int(try fields.integer(payload, UInt32.self))
        guard count <= Limits.offerEntriesMax else {
            throw .tooMany(.wanted, count: count, limit: Limits.offerEntriesMax)
        }
        wanted = []
        wanted.reserveCapacity(count)
        while wanted.count < count {
            var bits = try fields.byte(payload)
            for _ in 0..<min(8, count - wanted.count) {
                wanted.append(bits & 1 == 1)
                bits >>= 1
            }
            guard bits == 0 else { throw .invalidValue(.wanted, "unused bits") }
        }
    }
}
