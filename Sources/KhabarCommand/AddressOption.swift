internal import ArgumentParser
package import KhabarClient

/// A host and a port on the command line.
package struct AddressOption: ExpressibleByArgument {
    package let address: Address

    package init(_ address: Address) { self.address = address }

    package init?(argument: String) {
        guard let address = Address(argument) else { return nil }
        self.address = address
    }

    package var defaultValueDescription: String { address.description }
}
