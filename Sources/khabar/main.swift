import KhabarCommand

await runCommand(KhabarCommandLine.self, excluding: ["queries": SearchCommand.notBesideQueries])
