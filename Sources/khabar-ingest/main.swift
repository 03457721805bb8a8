import KhabarCommand

await runCommand(IngestCommand.self, excluding: ["print": ["format", "checkpoint"]])
