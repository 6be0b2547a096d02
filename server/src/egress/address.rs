//! Addresses: which belong to the open internet, and which never leave a machine or a network.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

const fn four(a: u8, b: u8, c: u8, d: u8, bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(std::net::Ipv4Addr::new(a, b, c, d), bits)
}

const fn six(first: u16, second: u16, third: u16, bits: u8) -> Ipv6Net {
    Ipv6Net::new_assert(std::net::Ipv6Addr::new(first, second, third, 0, 0, 0, 0, 0), bits)
}

/// What of IPv4 is not the open internet: the registry of special addresses (RFC 6890 and what
/// updates it), and the address under which one cloud answers its own machines.
const CLOSED_FOUR: [Ipv4Net; 17] = [
    four(0, 0, 0, 0, 8),
    four(10, 0, 0, 0, 8),
    four(100, 64, 0, 0, 10),
    four(127, 0, 0, 0, 8),
    four(168, 63, 129, 16, 32),
    four(169, 254, 0, 0, 16),
    four(172, 16, 0, 0, 12),
    four(192, 0, 0, 0, 24),
    four(192, 0, 2, 0, 24),
    four(192, 31, 196, 0, 24),
    four(192, 88, 99, 0, 24),
    four(192, 168, 0, 0, 16),
    four(198, 18, 0, 0, 15),
    four(198, 51, 100, 0, 24),
    four(203, 0, 113, 0, 24),
    four(224, 0, 0, 0, 4),
    four(240, 0, 0, 0, 4),
];

/// What of IPv6 is the open internet; everything else, such as `::1`, `fc00::/7`, `fe80::/10`,
/// IPv4 addresses in any disguise (`::ffff:0:0/96`, `64:ff9b::/96`) and groups, is not.
const OPEN_SIX: Ipv6Net = six(0x2000, 0, 0, 3);

/// What within [`OPEN_SIX`] is not: protocols' own addresses and tunnels that carry an IPv4 address
/// (2001::/23, 2002::/16), and addresses for documents.
const CLOSED_SIX: [Ipv6Net; 4] = [
    six(0x2001, 0, 0, 23),
    six(0x2001, 0xdb8, 0, 32),
    six(0x2002, 0, 0, 16),
    six(0x3fff, 0, 0, 20),
];

/// Where clouds keep the credentials of their machines, and other neighbours that answer without
/// asking who is there.
const CREDENTIALS: [IpNet; 4] = [
    IpNet::V4(four(168, 63, 129, 16, 32)),
    IpNet::V4(four(169, 254, 0, 0, 16)),
    IpNet::V6(six(0xfe80, 0, 0, 10)),
    IpNet::V6(six(0xfd00, 0xec2, 0, 32)),
];

/// Whether an address belongs to the open internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => !CLOSED_FOUR.iter().any(|net| net.contains(&four)),
        IpAddr::V6(six) => {
            OPEN_SIX.contains(&six) && !CLOSED_SIX.iter().any(|net| net.contains(&six))
        }
    }
}

/// Whether clouds keep the credentials of their machines there: only a rule that names the very
/// address opens it.
pub(super) fn keeps_credentials(address: IpAddr) -> bool {
    CREDENTIALS.iter().any(|net| net.contains(&address))
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_address_of_a_machine_or_a_network_is_public() {
        for own in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "169.254.170.2",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:808:808::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(own.parse().unwrap()), "{own}");
        }
    }

    #[test]
    fn the_open_internet_is_public() {
        for open in [
            "1.1.1.1",
            "8.8.8.8",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450:4001::1",
            "2001:4860:4860::8888",
        ] {
            assert!(is_public(open.parse().unwrap()), "{open}");
        }
    }

    proptest! {
        #[test]
        fn an_ipv4_address_in_any_disguise_is_never_public(bits: u32) {
            let four = Ipv4Addr::from(bits);
            let [a, b, c, d] = four.octets();
            let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            for six in [
                four.to_ipv6_mapped(),
                four.to_ipv6_compatible(),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
                Ipv6Addr::new(0x2001, 0, high, low, 0, 0, 0, 1),
            ] {
                prop_assert!(!is_public(IpAddr::V6(six)), "{}", six);
            }
        }

        #[test]
        fn what_the_standard_library_calls_local_is_never_public(bits: u32) {
            let four = Ipv4Addr::from(bits);
            let is_local = four.is_private()
                || four.is_loopback()
                || four.is_link_local()
                || four.is_multicast()
                || four.is_broadcast()
                || four.is_documentation()
                || four.is_unspecified();
            prop_assert!(!(is_local && is_public(IpAddr::V4(four))), "{}", four);
        }
    }
}
