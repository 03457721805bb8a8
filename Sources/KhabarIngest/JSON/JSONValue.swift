// Values of JSON (RFC 8259) that are stepped over, not kept.

@inline(__always)
func skipJSONWhitespace(_ json: Span<UInt8>, _ at: inout Int) {
    while at < json.count {
        switch json[at] {
        case 0x20, 0x09, 0x0A, 0x0D: at += 1
        default: return
        }
    }
}

/// The byte at `at`, which must exist.
@inline(__always)
func requireJSONByte(_ json: Span<UInt8>, _ at: Int) throws(JSONRejection) -> UInt8 {
    guard at < json.count else { throw JSONRejection(problem: .endsEarly, column: json.count + 1) }
    return json[at]
}

/// Steps over any value; `at` stands on its first byte. `depth` is how many more objects and lists may open.
func skipJSONValue(_ json: Span<UInt8>, _ at: inout Int, depth: Int) throws(JSONRejection) {
    switch try requireJSONByte(json, at) {
    case 0x22:
        at += 1
        try skipJSONString(json, &at)
    case UInt8(ascii: "{"): try skipJSONObject(json, &at, depth: depth)
    case UInt8(ascii: "["):
        try forEachJSONElement(json, &at, depth: depth) { (at: inout Int) throws(JSONRejection) in
            try skipJSONValue(json, &at, depth: depth - 1)
        }
    case UInt8(ascii: "t"): try skipJSONWord(json, &at, "true")
    case UInt8(ascii: "f"): try skipJSONWord(json, &at, "false")
    case UInt8(ascii: "n"): try skipJSONWord(json, &at, "null")
    case UInt8(ascii: "-"), 0x30...0x39: _ = try scanJSONNumber(json, &at)
    default: throw JSONRejection(problem: .expectedValue, column: at + 1)
    }
}

private func skipJSONObject(_ json: Span<UInt8>, _ at: inout Int, depth: Int) throws(JSONRejection) {
    try forEachJSONMember(json, &at, depth: depth) { (at: inout Int) throws(JSONRejection) in
        try skipJSONString(json, &at)
    } value: { (_: Void, at: inout Int) throws(JSONRejection) in
        try skipJSONValue(json, &at, depth: depth - 1)
    }
}

/// Walks an object's members; `at` stands on the brace. `key` is called behind the opening quote of a key, `value` on a value's first byte.
@inline(__always)
func forEachJSONMember<Key>(
    _ json: Span<UInt8>, _ at: inout Int, depth: Int,
    key: (inout Int) throws(JSONRejection) -> Key, value: (Key, inout Int) throws(JSONRejection) -> Void
) throws(JSONRejection) {
    guard depth > 0 else { throw JSONRejection(problem: .tooDeep, column: at + 1) }
    at += 1
    skipJSONWhitespace(json, &at)
    if try requireJSONByte(json, at) == UInt8(ascii: "}") {
        at += 1
        return
    }
    while true {
        guard try requireJSONByte(json, at) == 0x22 else {
            throw JSONRejection(problem: .expectedKey, column: at + 1)
        }
        at += 1
        let name = try key(&at)
        skipJSONWhitespace(json, &at)
        guard try requireJSONByte(json, at) == UInt8(ascii: ":") else {
            throw JSONRejection(problem: .expectedColon, column: at + 1)
        }
        at += 1
        skipJSONWhitespace(json, &at)
        try value(name, &at)
        guard try continuesJSONList(json, &at, closing: UInt8(ascii: "}")) else { return }
    }
}

/// Walks a list's elements; `at` stands on the bracket.
@inline(__always)
func forEachJSONElement(
    _ json: Span<UInt8>, _ at: inout Int, depth: Int, element: (inout Int) throws(JSONRejection) -> Void
) throws(JSONRejection) {
    guard depth > 0 else { throw JSONRejection(problem: .tooDeep, column: at + 1) }
    at += 1
    skipJSONWhitespace(json, &at)
    if try requireJSONByte(json, at) == UInt8(ascii: "]") {
        at += 1
        return
    }
    while true {
        try element(&at)
        guard try continuesJSONList(json, &at, closing: UInt8(ascii: "]")) else { return }
    }
}

/// After a member or element: true behind a comma, false behind the closing bracket.
@inline(__always)
private func continuesJSONList(_ json: Span<UInt8>, _ at: inout Int, closing: UInt8) throws(JSONRejection) -> Bool {
    skipJSONWhitespace(json, &at)
    let byte = try requireJSONByte(json, at)
    guard byte == UInt8(ascii: ",") || byte == closing else {
        throw JSONRejection(problem: .expectedCommaOrEnd, column: at + 1)
    }
    at += 1
    guard byte != closing else { return false }
    skipJSONWhitespace(json, &at)
    return true
}

private func skipJSONWord(_ json: Span<UInt8>, _ at: inout Int, _ word: StaticString) throws(JSONRejection) {
    let start = at
    for index in 0..<word.utf8CodeUnitCount {
        guard unsafe try requireJSONByte(json, at) == word.utf8Start[index] else {
            throw JSONRejection(problem: .expectedValue, column: start + 1)
        }
        at += 1
    }
}

/// Checks a number's grammar and steps over it; returns where it stood.
func scanJSONNumber(_ json: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> Range<Int> {
    let start = at
    func digits(_ at: inout Int) -> Int {
        let first = at
        while at < json.count, json[at] >= 0x30, json[at] <= 0x39 { at += 1 }
        return at - first
    }
    if json[at] == UInt8(ascii: "-") { at += 1 }
    let leadingZero = at < json.count && json[at] == 0x30
    let whole = digits(&at)
    var good = whole > 0 && !(leadingZero && whole > 1)
    if good, at < json.count, json[at] == UInt8(ascii: ".") {
        at += 1
        good = digits(&at) > 0
    }
    if good, at < json.count, json[at] | 0x20 == UInt8(ascii: "e") {
        at += 1
        if at < json.count, json[at] == UInt8(ascii: "+") || json[at] == UInt8(ascii: "-") { at += 1 }
        good = digits(&at) > 0
    }
    guard good else { throw JSONRejection(problem: .badNumber, column: start + 1) }
    guard at - start <= Limits.jsonNumberBytesMax else {
        throw JSONRejection(problem: .numberTooLong, column: start + 1)
    }
    return start..<at
}
