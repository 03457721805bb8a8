/// How long khabar-ingest and khabar-load send again what no server takes, unless `--retry-for` says otherwise: long enough for a server to be started anew.
package let retryForDefault: Duration = .seconds(30)
