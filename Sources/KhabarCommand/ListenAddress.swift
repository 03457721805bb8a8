internal import ArgumentParser
package import KhabarClient

/// Where a service listens.
package struct ListenAddress: ExpressibleByArgument {
    package let address: Address

    package init(_ address: Address) { self.address = address }

    package init?(argument: String) {
        guard let address = Address(argument) else { return nil }
        self.address = address
    }

    package var defaultValueDescription: String { address.description }
}
