import KhabarCommand

await runCommand(IngestCommand.self)
