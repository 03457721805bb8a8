internal import Glibc

/// What a process has used so far.
package struct ProcessUsage: Sendable, Equatable {
    /// In user mode and in the kernel together.
    package var cpuSeconds: Double
    /// The most memory that it ever had resident.
    package var peakResidentBytes: Int

    package init(cpuSeconds: Double, peakResidentBytes: Int) {
        self.cpuSeconds = cpuSeconds
        self.peakResidentBytes = peakResidentBytes
    }

    /// Of this process.
    package static func current() -> ProcessUsage {
        var usage = rusage()
        guard unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else {
            preconditionFailure("getrusage can't fail with valid arguments")
        }
        let cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        return ProcessUsage(cpuSeconds: cpu, peakResidentBytes: usage.ru_maxrss << 10)
    }

    /// Of another process of this machine, from Linux's /proc; nil when there is none of that number.
    package static func of(process number: Int32) -> ProcessUsage? {
        guard let stat = readSmallFile("/proc/\(number)/stat"), let status = readSmallFile("/proc/\(number)/status")
        else { return nil }
        return parse(stat: stat, status: status, ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
    }

    /// - Parameters:
    ///   - stat: of /proc/PID/stat. The command's name, in parentheses, may hold anything, parentheses too.
    ///   - status: of /proc/PID/status.
    package static func parse(stat: String, status: String, ticksPerSecond: Int) -> ProcessUsage? {
        guard ticksPerSecond > 0, let nameEnd = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: nameEnd)...].split(separator: " ")
        // Fields 14 and 15 of the file, utime and stime; the state behind the name is field 3.
        guard fields.count > 12, let user = UInt64(fields[11]), let system = UInt64(fields[12]) else { return nil }
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }?
            .split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        return ProcessUsage(
            cpuSeconds: (Double(user) + Double(system)) / Double(ticksPerSecond),
            peakResidentBytes: peak.flatMap { Int($0) }.map { $0 << 10 } ?? 0)
    }
}

/// CPU time of the calling thread, in seconds: what a stretch of code without suspension took.
func threadCPUSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

/// The first 16 KiB of a file that the kernel makes up.
private func readSmallFile(_ path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16 << 10)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self)
}
