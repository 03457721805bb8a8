import KhabarCommand

await runCommand(LoadCommand.self)
