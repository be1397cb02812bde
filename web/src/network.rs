//! A range of IP addresses, as the settings write one: `10.0.0.0/8`, `::1`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A range of addresses with a common beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix_bits: u32,
}

/// A text that is no range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no address or range of addresses; write one such as 10.0.0.0/8 or ::1")]
pub struct InvalidNetwork {
    /// The text.
    pub text: String,
}

impl Network {
    /// This machine's addresses in IPv4.
    pub const LOOPBACK_V4: Self = Self { address: IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), prefix_bits: 8 };
    /// This machine's address in IPv6.
    pub const LOOPBACK_V6: Self = Self { address: IpAddr::V6(Ipv6Addr::LOCALHOST), prefix_bits: 128 };

    /// Whether `address` is in it. An IPv4 address that is written as an IPv6 one is the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        masked(address.to_canonical(), self.prefix_bits) == Some(self.address)
    }
}

/// The address with only its first bits; `None` when it does not have so many.
pub(crate) fn masked(address: IpAddr, bits: u32) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => {
            let rest = 32_u32.checked_sub(bits)?;
            Some(IpAddr::V4((u32::from(address) & u32::MAX.checked_shl(rest).unwrap_or(0)).into()))
        }
        IpAddr::V6(address) => {
            let rest = 128_u32.checked_sub(bits)?;
            Some(IpAddr::V6((u128::from(address) & u128::MAX.checked_shl(rest).unwrap_or(0)).into()))
        }
    }
}

impl FromStr for Network {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let read = || {
            let (address, bits) = match text.split_once('/') {
                Some((address, bits)) => (address, Some(bits)),
                None => (text, None),
            };
            let address = address.parse::<IpAddr>().ok()?.to_canonical();
            let prefix_bits = match bits {
                Some(bits) => bits.parse().ok()?,
                None if address.is_ipv4() => 32,
                None => 128,
            };
            Some(Self { address: masked(address, prefix_bits)?, prefix_bits })
        };
        read().ok_or_else(|| InvalidNetwork { text: text.to_owned() })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix_bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_in_the_ranges_that_it_begins_like() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("127.0.0.1", "127.0.0.1", "127.0.0.2"),
            ("10.1.2.3/8", "10.0.0.1", "::1"),
            ("10.0.0.0/8", "::ffff:10.0.0.1", "::10.0.0.1"),
            ("2001:db8::/32", "2001:db8:1::1", "2001:db9::1"),
        ] {
            let network: Network = network.parse().unwrap();
            assert!(network.contains(inside.parse().unwrap()), "{network} {inside}");
            assert!(!network.contains(outside.parse().unwrap()), "{network} {outside}");
        }
        assert_eq!("127.0.0.1/8".parse(), Ok(Network::LOOPBACK_V4));
        assert_eq!("::1".parse(), Ok(Network::LOOPBACK_V6));
        let everything: Network = "0.0.0.0/0".parse().unwrap();
        assert!(everything.contains("203.0.113.9".parse().unwrap()));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/-1", "proxy.example", "10.0.0.0/8/8"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
