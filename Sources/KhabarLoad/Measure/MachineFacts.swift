internal import Glibc

/// Where a run took place; without it no figure means anything.
package struct MachineFacts: Codable, Sendable, Equatable {
    package var cores: Int
    package var memoryBytes: Int
    /// Name, release and hardware.
    package var kernel: String

    package init(cores: Int, memoryBytes: Int, kernel: String) {
        self.cores = cores
        self.memoryBytes = memoryBytes
        self.kernel = kernel
    }

    package static func current() -> MachineFacts {
        let pages = max(0, sysconf(Int32(_SC_PHYS_PAGES)))
        return MachineFacts(
            cores: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
            memoryBytes: pages.multipliedReportingOverflow(by: max(0, sysconf(Int32(_SC_PAGESIZE)))).partialValue,
            kernel: kernelName())
    }

    private static func kernelName() -> String {
        var name = utsname()
        guard unsafe uname(&name) == 0 else { return "unknown" }
        return [text(&name.sysname), text(&name.release), text(&name.machine)].joined(separator: " ")
    }
}

/// A C array of characters up to its first zero.
private func text<Characters>(_ characters: inout Characters) -> String {
    unsafe withUnsafeBytes(of: &characters) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
