//! One pair of configurations, from bytes to the report.
//!
//! `cargo bench` prints the time of a check alone; the whole program, start to report, is timed from outside.

use std::fmt::Write as _;
use std::path::Path;

use ikelint::check::{Settings, check};

fn main() {
    divan::main();
}

/// A base configuration of `tests/base`, filled up with access lists and interfaces to so many lines.
fn padded(file: &str, lines: usize) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base").join(file);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let (head, tail) = text.split_once("!\ninterface").unwrap_or((&text, ""));
    let mut padded = format!("{head}!\n");
    let missing = lines.saturating_sub(text.lines().count());
    for number in 0..missing {
        let (high, low) = (number / 256 % 256, number % 256);
        let _ = writeln!(padded, "access-list FILLER-{high} extended permit tcp host 172.16.{high}.{low} any eq 443");
    }
    if !tail.is_empty() {
        padded.push_str("interface");
        padded.push_str(tail);
    }
    padded.into_bytes()
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn asa_pair(bencher: divan::Bencher<'_, '_>, lines: usize) {
    let files = [padded("asa-ikev1-a.cfg", lines), padded("asa-ikev1-b.cfg", lines)];
    bencher.bench(|| {
        let [a, b] = files.clone();
        check([("a.cfg".to_owned(), Ok(a)), ("b.cfg".to_owned(), Ok(b))], Settings::default())
    });
}

/// A base configuration of `tests/base` with these lines behind it, one for each number.
fn longer(file: &str, count: usize, line: impl Fn(usize) -> String) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base").join(file);
    let mut text = std::fs::read_to_string(path).unwrap_or_default();
    text.extend((0..count).map(line));
    text.into_bytes()
}

/// One of so many hosts.
fn host(number: usize) -> String {
    format!("172.{}.{}.{}", 16 + number / 65_536 % 16, number / 256 % 256, number % 256)
}

fn bench(bencher: divan::Bencher<'_, '_>, [a, b]: [Vec<u8>; 2]) {
    bencher.bench(|| check([("a".to_owned(), Ok(a.clone())), ("b".to_owned(), Ok(b.clone()))], Settings::default()));
}

/// Security rules before the one that lets the traffic of the tunnel pass.
#[divan::bench(args = [1_000, 10_000], sample_count = 5)]
fn panos_security_rules(bencher: divan::Bencher<'_, '_>, rules: usize) {
    let rule = |number: usize| {
        let source = host(number);
        format!(
            "set rulebase security rules r{number} from any to any source {source} destination any application any service any \
             action allow\n"
        )
    };
    bench(bencher, ["panos-ikev1-a.set", "panos-ikev1-b.set"].map(|file| longer(file, rules, rule)));
}

/// Static routes of a firewall whose tunnel is chosen by routes.
#[divan::bench(args = [500, 1_000, 2_000], sample_count = 5)]
fn panos_static_routes(bencher: divan::Bencher<'_, '_>, routes: usize) {
    let route = |number: usize| {
        let (place, net) = ("set network virtual-router default routing-table ip static-route", host(number));
        format!("{place} x{number} destination {net}/32\n{place} x{number} nexthop ip-address 192.0.2.1\n")
    };
    let without_selectors = |file: &str| {
        let text = String::from_utf8_lossy(&longer(file, routes, route)).into_owned();
        text.lines().filter(|line| !line.contains("proxy-id")).fold(String::new(), |all, line| all + line + "\n")
    };
    bench(bencher, ["panos-ikev1-a.set", "panos-ikev1-b.set"].map(|file| without_selectors(file).into_bytes()));
}

/// Tunnel interfaces with a loopback and a route each.
#[divan::bench(args = [50, 200], sample_count = 5)]
fn ios_tunnel_interfaces(bencher: divan::Bencher<'_, '_>, tunnels: usize) {
    let tunnel = |own: &'static str, other: &'static str, side: usize| {
        move |number: usize| {
            let (high, low) = (number / 64, number % 64 * 4 + side);
            format!(
                "interface Loopback{number}\n ip address {own}.{number} 255.255.255.255\n\
                 interface Tunnel{number}\n ip address 10.99.{high}.{low} 255.255.255.252\n tunnel source Loopback{number}\n \
                 tunnel destination {other}.{number}\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile PROFILE\n\
                 ip route 172.16.{number}.0 255.255.255.0 Tunnel{number}\n"
            )
        }
    };
    // What stands behind the last line of a configuration is none of it.
    let inside = |file: &str, line: &dyn Fn(usize) -> String| {
        let text = String::from_utf8_lossy(&longer(file, 0, line)).into_owned();
        let added: String = (0..tunnels).map(line).collect();
        text.replace("\nend\n", &format!("\n{added}end\n")).into_bytes()
    };
    let a = inside("ios-vti-a.cfg", &tunnel("203.0.113", "198.18.0", 1));
    let b = inside("ios-vti-b.cfg", &tunnel("198.18.0", "203.0.113", 2));
    bench(bencher, [a, b]);
}
