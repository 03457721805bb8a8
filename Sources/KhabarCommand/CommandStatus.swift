/// How every command ends; scripts rely on these.
package enum CommandStatus: Int32, Sendable {
    case success = 0
    case failure = 1
    /// The arguments make no sense.
    case usage = 2
    case noServer = 3
    /// Some articles were rejected; they are in the dead-letter file.
    case someRejected = 4
    /// The server answers, and takes nothing from this worker: its memory or its disk is full, or it is of another build.
    case serverRefuses = 5
    /// Told to stop before everything was read; what was read is dealt with.
    case interrupted = 6
}

/// Ends a command: with a message on standard error, unless everything was said before.
package struct CommandFailure: Error, Equatable {
    package var status: CommandStatus
    package var message: String?

    package init(_ status: CommandStatus, _ message: String? = nil) {
        self.status = status
        self.message = message
    }
}
