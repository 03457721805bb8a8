import ArgumentParser
import Logging
import Synchronization
import Testing

@testable import KhabarCommand

private struct Tool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tool", version: "1.2.3", subcommands: [Load.self, Show.self])
}

private struct Load: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "load", aliases: ["l"])
    @Option(name: [.long, .short]) var server: String
    @Option var deadLetter: String?
    @Option var tag: [String] = []
    @Flag var print = false
    @Flag(inversion: .prefixedNo) var color = true
    @Argument var inputs: [String] = []
}

private struct Show: ParsableCommand {
    @Option var limit: Int = 10
    @Argument var query: String
    func run() throws {
        if query == "fail" { throw CommandFailure(.noServer) }
        if query == "break" { throw ExitCode(4) }
    }
}

@Suite struct EnvironmentTests {
    private let environment = [
        "KHABAR_SERVER": "a:1", "KHABAR_DEAD_LETTER": "-x y", "KHABAR_TAG": "p,q", "KHABAR_PRINT": "1",
        "KHABAR_COLOR": "no",
        "KHABAR_LIMIT": "3", "KHABAR_VERSION": "9", "KHABAR_HELP": "1", "KHABAR_UNKNOWN": "z", "SERVER": "no",
    ]

    private func arguments(_ given: [String], _ environment: [String: String]) throws -> [String] {
        try EnvironmentDefaults.arguments(given, environment: environment, for: Tool.self)
    }

    @Test func optionsThatWereNotGivenComeFromTheEnvironment() throws {
        #expect(
            try arguments(["load", "in"], environment)
                == ["load", "--server=a:1", "--dead-letter=-x y", "--tag=p", "--tag=q", "--print", "--no-color", "in"])
        let command = try #require(try Tool.parseAsRoot(arguments(["load", "in"], environment)) as? Load)
        #expect(command.server == "a:1")
        #expect(command.deadLetter == "-x y")
        #expect(command.tag == ["p", "q"])
        #expect(command.print && !command.color)
        #expect(command.inputs == ["in"])
    }

    private static let given: [([String], [String])] = [
        (
            ["load", "--server", "b", "--color", "--print", "--tag", "t", "--dead-letter=d"],
            ["load", "--server", "b", "--color", "--print", "--tag", "t", "--dead-letter=d"]
        ),
        (
            ["l", "-s", "b", "--no-color", "--print", "--tag=t", "--dead-letter", "d"],
            ["l", "-s", "b", "--no-color", "--print", "--tag=t", "--dead-letter", "d"]
        ),
        (["show", "words"], ["show", "--limit=3", "words"]),
        (["show", "--limit", "7", "--", "--limit"], ["show", "--limit", "7", "--", "--limit"]),
        (["show", "--", "--limit"], ["show", "--limit=3", "--", "--limit"]), (["--version"], ["--version"]),
    ]

    @Test(arguments: given) func theCommandLineCounts(given: [String], expected: [String]) throws {
        #expect(try arguments(given, environment) == expected)
    }

    /// Set for another command, a variable does not forbid what has no use for it; said on the command line, it does.
    @Test func variablesOfWhatIsExcludedCountForNothing() throws {
        func arguments(_ given: [String], _ environment: [String: String]) throws -> [String] {
            try EnvironmentDefaults.arguments(
                given, environment: environment, for: Tool.self, excluding: ["print": ["server", "tag"]])
        }
        let environment = ["KHABAR_SERVER": "a:1", "KHABAR_TAG": "p,q", "KHABAR_DEAD_LETTER": "d"]
        #expect(try arguments(["load", "--print", "x"], environment) == ["load", "--dead-letter=d", "--print", "x"])
        let printing = environment.merging(["KHABAR_PRINT": "1"]) { $1 }
        #expect(try arguments(["load", "x"], printing) == ["load", "--dead-letter=d", "--print", "x"])
        #expect(
            try arguments(["load", "--print", "--tag", "t"], environment)
                == ["load", "--dead-letter=d", "--print", "--tag", "t"])
        let notPrinting = environment.merging(["KHABAR_PRINT": "0"]) { $1 }
        #expect(
            try arguments(["load", "x"], notPrinting)
                == ["load", "--server=a:1", "--dead-letter=d", "--tag=p", "--tag=q", "x"])
    }

    @Test func emptyVariablesAreNone() throws {
        #expect(try arguments(["load", "x"], ["KHABAR_SERVER": "", "KHABAR_PRINT": ""]) == ["load", "x"])
        #expect(
            try arguments(["load", "x"], ["KHABAR_PRINT": "off", "KHABAR_COLOR": "TRUE"]) == ["load", "--color", "x"])
    }

    @Test func aFlagIsTrueOrFalse() {
        #expect(throws: CommandFailure(.usage, "KHABAR_PRINT must be true or false, not 'maybe'.")) {
            try arguments(["load"], ["KHABAR_PRINT": "maybe"])
        }
    }

    private static let runs: [([String], [String: String], CommandStatus)] = [
        (["show", "x"], [:], .success), (["show", "fail"], [:], .noServer), (["show", "break"], [:], .someRejected),
        (["show"], [:], .usage), (["show", "--nonsense", "x"], [:], .usage),
        (["show", "x"], ["KHABAR_LIMIT": "many"], .usage),
        (["--version"], [:], .success), (["load", "--help"], [:], .success),
    ]

    @Test(arguments: runs) func status(arguments: [String], environment: [String: String], status: CommandStatus) async
    {
        #expect(await run(Tool.self, arguments: arguments, environment: environment) == status)
    }
}

@Suite struct DashedWordTests {
    private static let words = [
        (
            ["show", "-gas"],
            "'-gas' is no option of tool show. If it is to be taken as it is, put -- before it, behind the options: tool show -- -gas"
        ),
        (["show", "oil", "-limit", "3"], "'-limit' is no option of tool show; did you mean --limit?"),
        // Not the help, for which -h alone is meant.
        (["show", "-hamas"], "tool show -- -hamas"), (["show", "-5"], "tool show -- -5"),
        (["l", "--print", "-سیلاب"], "tool load -- -سیلاب"),
        (["show", "-it's \"so\""], #"tool show -- '-it'\''s "so"'"#),
    ]

    @Test(arguments: words) func theyAreRefusedWithWhatToWrite(arguments: [String], message: String) {
        let failure = #expect(throws: CommandFailure.self) { try DashedWords.refuse(in: arguments, for: Tool.self) }
        #expect(failure?.status == .usage && failure?.message?.contains(message) == true, "\(failure as Any)")
    }

    @Test(arguments: [
        ["show", "--", "-gas"], ["show", "-h"], ["-h"], ["-gas"], ["load", "-s", "a:1", "x"], ["load", "-sa:1", "-"],
        // Of an option that lacks its value ArgumentParser says so.
        ["show", "--limit", "-5", "x"], ["show", "--limit=-5", "x"], ["other", "-x"],
    ]) func allElseIsLeftToTheParser(arguments: [String]) throws {
        try DashedWords.refuse(in: arguments, for: Tool.self)
    }
}

@Suite struct LogTests {
    private func line(_ format: LogFormat, level: Logger.Level = .info, _ log: (Logger) -> Void) -> [String] {
        let lines = Mutex<[String]>([])
        withoutActuallyEscaping(log) { log in
            let handler = LineLogHandler(label: "khabar", level: level, format: format, now: { "2026-01-01T00:00:00Z" })
            { line in lines.withLock { $0.append(line) } }
            log(Logger(label: "khabar", factory: { _ in handler }))
        }
        return lines.withLock { $0 }
    }

    @Test func oneLineForPeople() {
        #expect(
            line(.text) { $0.warning("a\nb \u{1B}[2J", metadata: ["z": "1", "a": "x"]) } == [
                "2026-01-01T00:00:00Z warning khabar: a\u{FFFD}b \u{FFFD}[2J a=x z=1"
            ])
    }

    @Test func oneObjectForPrograms() {
        #expect(
            line(.json) { $0.error("say \"خبر\"\n\u{7}", metadata: ["k": "v"]) }
                == [
                    #"{"time":"2026-01-01T00:00:00Z","level":"error","logger":"khabar","message":"say \"خبر\"\n\u0007","k":"v"}"#
                ])
    }

    @Test func belowTheLevelIsSilence() {
        #expect(line(.text) { $0.debug("no") }.isEmpty)
    }
}
