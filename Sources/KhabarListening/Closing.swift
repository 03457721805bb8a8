package import NIOCore

/// Returns when all are closed; those that are not within `limit` it closes.
package func closing(_ channels: [any Channel], within limit: Duration) async {
    await withTaskGroup(of: Void.self) { group in
        group.addTask {
            for channel in channels { try? await channel.closeFuture.get() }
        }
        // Cancelled when the others were sooner.
        group.addTask { try? await Task.sleep(for: limit) }
        await group.next()
        group.cancelAll()
        for channel in channels { channel.close(promise: nil) }
    }
}
