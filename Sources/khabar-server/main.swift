import KhabarCommand

await runCommand(ServerCommand.self, needing: ["follow": ServerCommand.besideFollow])
