//! Blocks that are entered again: a device adds what stands below the second head to what stands below the first, and the
//! last line of a setting holds. People paste so: a running configuration, and behind it the lines of a change.

use std::collections::HashMap;

use crate::platform::cisco::outline::Block;

/// Puts the lines of each block to the first one that it goes on with. `is_mode` says of a head whether it opens a mode that
/// can be entered again.
pub(crate) fn join<K>(blocks: &mut Vec<Block<'_, K>>, is_mode: impl Fn(&str) -> bool) {
    // By what has to be the same: the modes that there are, each with its place.
    let mut known: HashMap<String, Vec<(String, usize)>> = HashMap::new();
    let mut joined: Vec<Block<'_, K>> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        if !is_mode(block.head.text) {
            joined.push(block);
            continue;
        }
        let (kind, number) = mode(block.head.text);
        let alike = known.entry(number).or_default();
        let earlier = alike.iter().find(|(own, _)| own.starts_with(&kind) || kind.starts_with(own.as_str()));
        match earlier.and_then(|(_, at)| joined.get_mut(*at)) {
            Some(earlier) => {
                earlier.again.push(block.head);
                earlier.body.extend(block.body);
                earlier.taken_back.extend(block.taken_back);
            }
            None => {
                alike.push((kind, joined.len()));
                joined.push(block);
            }
        }
    }
    *blocks = joined;
}

/// What tells one mode from another: of an interface the kind, which may be short (`gi0/0` for `GigabitEthernet0/0`), and its
/// number; else the head, which has to be the same.
fn mode(head: &str) -> (String, String) {
    let Some(interface) = head.strip_prefix("interface ") else { return (String::new(), head.to_owned()) };
    let mut words = interface.split_ascii_whitespace();
    let mut name = words.next().unwrap_or_default().to_ascii_lowercase();
    if !name.contains(|c: char| c.is_ascii_digit()) {
        name.extend(words.next());
    }
    let number = name.split_off(name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len()));
    (name, format!("interface {number}"))
}

#[cfg(test)]
mod tests {
    use super::mode;

    #[test]
    fn an_interface_is_known_by_its_kind_and_number() {
        let of = |kind: &str, number: &str| (kind.to_owned(), format!("interface {number}"));
        assert_eq!(mode("interface GigabitEthernet0/0"), of("gigabitethernet", "0/0"));
        assert_eq!(mode("interface Gi 0/0"), of("gi", "0/0"));
        assert_eq!(mode("interface Serial0/0.1 point-to-point"), of("serial", "0/0.1"));
        assert_eq!(mode("crypto ikev2 profile A"), (String::new(), "crypto ikev2 profile A".to_owned()));
    }
}
