import KhabarCommand

await runCommand(KhabarCommandLine.self)
