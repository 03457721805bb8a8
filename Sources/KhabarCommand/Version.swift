/// What `--version` prints, and what the handshake and `stats` tell.
package enum KhabarVersion {
    package static let current = "0.1.0"
}
