//! Which network addresses a crawl may connect to: public ones, so that no redirect or DNS answer reaches the inside.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Decides about every address before a connection is made to it.
///
/// It is asked twice: for an address written in a URL, which no resolver ever sees, and for each answer of the DNS, as
/// the resolver that the client itself connects by; so the checked address is the connected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AddressGuard {
    allow_private: bool,
    loopback_hosts: BTreeSet<String>,
}

/// A host leads to no address that the guard permits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} is at {address}, which is no public address; allow private addresses if the portal is yours")]
pub(crate) struct AddressRefused {
    /// The host as the URL names it.
    pub(crate) host: String,
    /// The refused address.
    pub(crate) address: IpAddr,
}

impl AddressGuard {
    /// Permits public addresses, and loopback for those of `starts` that name it themselves.
    pub(crate) fn new<'a>(starts: impl IntoIterator<Item = &'a Url>, allow_private: bool) -> Self {
        let loopback_hosts =
            starts.into_iter().filter(|url| names_loopback(url)).filter_map(Url::host_str).map(str::to_owned).collect();
        Self { allow_private, loopback_hosts }
    }

    /// Refuses a URL whose host is written as an address that is not permitted, in any spelling.
    ///
    /// The URL parser has already read `2130706433` and `0x7f.1` as the addresses that they are.
    pub(crate) fn check_literal(&self, url: &Url) -> Result<(), AddressRefused> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        let host = url.host_str().unwrap_or_default();
        if self.permits(host, address) { Ok(()) } else { Err(AddressRefused { host: host.to_owned(), address }) }
    }

    fn permits(&self, host: &str, address: IpAddr) -> bool {
        self.allow_private
            || is_public(address)
            || (canonical(address).is_loopback() && self.loopback_hosts.contains(host))
    }

    fn filter(
        &self,
        host: &str,
        found: impl IntoIterator<Item = SocketAddr>,
    ) -> Result<Vec<SocketAddr>, AddressRefused> {
        let (permitted, refused): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|found| self.permits(host, found.ip()));
        match refused.first() {
            Some(refused) if permitted.is_empty() => {
                Err(AddressRefused { host: host.to_owned(), address: refused.ip() })
            }
            _ => Ok(permitted),
        }
    }
}

/// The resolver of a crawl's client: the system's answers without the refused ones.
pub(crate) struct GuardedResolver(pub(crate) Arc<AddressGuard>);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let permitted: Addrs = Box::new(guard.filter(name.as_str(), found)?.into_iter());
            Ok(permitted)
        })
    }
}

/// Whether a URL says itself that it is on this machine.
pub(crate) fn names_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => canonical(IpAddr::V6(address)).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The IPv4 address that an IPv6 address maps, where it does.
fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// Whether the public internet routes an address (IANA's special-purpose registries, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match canonical(address) {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let this_network = first == 0;
    let shared = first == 100 && (64..128).contains(&second);
    let protocol_assignments = first == 192 && second == 0 && third == 0;
    let benchmarking = first == 198 && (second == 18 || second == 19);
    let multicast_reserved_broadcast = first >= 224;
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || this_network
        || shared
        || protocol_assignments
        || benchmarking
        || multicast_reserved_broadcast)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let global_unicast = first & 0xe000 == 0x2000;
    // Teredo, ORCHID, documentation (2001:db8::/32 and 3fff::/20) and 6to4, which carries an IPv4 address inside.
    let special = (first == 0x2001 && (second < 0x0200 || second == 0x0db8))
        || (first == 0x3fff && second < 0x1000)
        || first == 0x2002;
    global_unicast && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn check(guard: &AddressGuard, texts: &[&str], permitted: bool) {
        for text in texts {
            assert_eq!(guard.check_literal(&url(text)).is_ok(), permitted, "{text}");
        }
    }

    #[test]
    fn an_inside_address_is_refused_in_every_spelling() {
        let guard = AddressGuard::new([&url("http://www.huadu.gov.cn/gkmlpt/index")], false);
        let inside = [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://0/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://169.254.169.254/latest/meta-data/",
            "http://10.0.0.1/",
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://100.64.0.1/",
            "http://192.0.0.8/",
            "http://192.0.2.1/",
            "http://198.18.0.1/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://[fe80::1]/",
            "http://[fc00::1]/",
            "http://[fd12:3456::1]/",
            "http://[ff02::1]/",
            "http://[2001:db8::1]/",
            "http://[2002:7f00:1::]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2001::1]/",
        ];
        check(&guard, &inside, false);
        let public = [
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://100.128.0.1/",
            "http://[2400:3200::1]/",
            "http://gd.gov.cn/",
        ];
        check(&guard, &public, true);
        check(&AddressGuard::new([], true), &inside, true);
    }

    #[test]
    fn loopback_is_open_only_to_the_start_that_names_it() {
        let guard = AddressGuard::new([&url("http://127.0.0.1:8600/gkmlpt/index")], false);
        check(&guard, &["http://127.0.0.1:8600/robots.txt"], true);
        check(&guard, &["http://127.0.0.2/", "http://[::1]/", "http://192.168.1.1/"], false);
        let loopback = ["127.0.0.1:0".parse().unwrap()];
        assert!(guard.filter("www.huadu.gov.cn", loopback).is_err());
        assert_eq!(
            AddressGuard::new([&url("http://localhost/")], false).filter("localhost", loopback),
            Ok(loopback.to_vec())
        );
    }

    #[test]
    fn of_a_name_with_good_and_bad_addresses_only_the_good_ones_are_connected() {
        let guard = AddressGuard::new([], false);
        let [good, bad] = ["113.108.1.1:0".parse().unwrap(), "127.0.0.1:0".parse().unwrap()];
        assert_eq!(guard.filter("rebinding.example", [bad, good]), Ok(vec![good]));
        let refused = guard.filter("rebinding.example", [bad]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "rebinding.example is at 127.0.0.1, which is no public address; allow private addresses if the portal is yours"
        );
    }

    #[tokio::test]
    async fn the_resolver_refuses_a_name_that_leads_inside() {
        let refusing = GuardedResolver(Arc::new(AddressGuard::new([], false)));
        assert!(refusing.resolve("localhost".parse().unwrap()).await.is_err());
        let allowing = GuardedResolver(Arc::new(AddressGuard::new([&url("http://localhost:1/")], false)));
        assert!(allowing.resolve("localhost".parse().unwrap()).await.is_ok_and(|mut found| found.next().is_some()));
    }
}
