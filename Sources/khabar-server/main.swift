import KhabarCommand

await runCommand(ServerCommand.self)
