//! Who asks: the address at the other end, or the one that a trusted proxy names.

use std::net::{IpAddr, SocketAddr};

use axum::http::{Extensions, HeaderMap};

use crate::Network;

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The address that asks; `None` where there is no connection, as in tests.
///
/// `X-Forwarded-For` grows to the right: each proxy adds whom it heard from, and whatever stands left of a proxy that is
/// not ours may be invented. So it is read from the right, past our own proxies, to the first address that is none.
pub(crate) fn client_address(
    extensions: &Extensions,
    headers: &HeaderMap,
    trusted_proxies: &[Network],
) -> Option<IpAddr> {
    let Peer(peer) = extensions.get::<Peer>()?;
    let is_trusted = |address: IpAddr| trusted_proxies.iter().any(|network| network.contains(address));
    let mut nearest = peer.ip().to_canonical();
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let forwarded = lines.iter().rev().flat_map(|line| line.rsplit(','));
    for text in forwarded {
        if !is_trusted(nearest) {
            break;
        }
        let Some(address) = read_address(text.trim()) else { break };
        nearest = address;
    }
    Some(nearest)
}

/// An address as proxies write it, some with a port.
fn read_address(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], expected: &str) {
        let trusted = ["127.0.0.1", "10.0.0.0/8"].map(|text| text.parse().unwrap());
        let mut extensions = Extensions::new();
        extensions.insert(Peer(peer.parse().unwrap()));
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        assert_eq!(client_address(&extensions, &headers, &trusted), Some(expected.parse().unwrap()));
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        check("203.0.113.9:4000", &["198.51.100.1"], "203.0.113.9");
        check("127.0.0.1:4000", &["198.51.100.1"], "198.51.100.1");
        check("127.0.0.1:4000", &["1.2.3.4, 198.51.100.1, 10.0.0.7"], "198.51.100.1");
        check("127.0.0.1:4000", &["1.2.3.4", "198.51.100.1:77"], "198.51.100.1");
        check("127.0.0.1:4000", &["198.51.100.1, nonsense"], "127.0.0.1");
        check("[::ffff:127.0.0.1]:4000", &["[2001:db8::1]:9"], "2001:db8::1");
        check("127.0.0.1:4000", &[], "127.0.0.1");
    }

    #[test]
    fn without_a_connection_nobody_asks() {
        assert_eq!(client_address(&Extensions::new(), &HeaderMap::new(), &[]), None);
    }
}
