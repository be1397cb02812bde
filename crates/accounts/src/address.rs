//! Where an attempt comes from, as far as it is told apart.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address without what its owner may choose: one IPv4 address, or the 64 bits of an IPv6 address that a network is
/// given (RFC 6177); whoever has such a network has all the addresses in it.
///
/// It never reaches the file; what stands there is a hash of it with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressClass(IpAddr);

impl AddressClass {
    /// The class of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.into()),
            IpAddr::V6(address) => Self(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()),
        }
    }

    /// The machine itself.
    pub const LOCAL: Self = Self(IpAddr::V4(Ipv4Addr::LOCALHOST));

    /// Its bytes, to be hashed.
    pub(crate) fn bytes(self) -> Vec<u8> {
        match self.0 {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_one_owner_chooses_from_are_one_class() {
        let class = |address: &str| AddressClass::of(address.parse().unwrap());
        assert_eq!(class("2001:db8:1:2::7"), class("2001:db8:1:2:ffff::1"));
        assert_ne!(class("2001:db8:1:2::7"), class("2001:db8:1:3::7"));
        assert_eq!(class("::ffff:192.0.2.7"), class("192.0.2.7"));
        assert_ne!(class("192.0.2.7"), class("192.0.2.8"));
        assert_eq!(class("127.0.0.1"), AddressClass::LOCAL);
    }
}
