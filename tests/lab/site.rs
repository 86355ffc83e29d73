//! One end of a tunnel as it is configured, and the text that says so.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

/// The addresses of the two ends. TEST-NET-1 of RFC 5737: nobody's, and not private, so that no NAT is suspected.
pub(crate) const ADDRESSES: [&str; 2] = ["192.0.2.1", "192.0.2.2"];

/// The addresses that the two ends have where a NAT stands before them, which shows them under [`ADDRESSES`].
pub(crate) const INSIDE: [&str; 2] = ["10.255.0.1", "10.255.0.2"];

/// The name of the connection at both ends.
pub(crate) const CONNECTION: &str = "site";

/// The IKE version that an end speaks, with the exchange that it begins IKEv1 with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Version {
    /// IKEv1, main mode.
    MainMode,
    /// IKEv1, aggressive mode.
    AggressiveMode,
    /// IKEv2.
    V2,
    /// Both; begins with IKEv2.
    Any,
}

/// One proposal: algorithms by type, in strongSwan's words. Types that do not apply are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    #[serde(borrow)]
    pub(crate) encryption: Vec<&'static str>,
    #[serde(borrow)]
    pub(crate) integrity: Vec<&'static str>,
    #[serde(borrow)]
    pub(crate) prf: Vec<&'static str>,
    #[serde(borrow)]
    pub(crate) groups: Vec<&'static str>,
    /// Sequence numbers: `esn`, `noesn`.
    #[serde(borrow, default)]
    pub(crate) sequence_numbers: Vec<&'static str>,
}

impl fmt::Display for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = [&self.encryption, &self.integrity, &self.prf, &self.groups, &self.sequence_numbers];
        let words: Vec<&str> = lists.into_iter().flatten().copied().collect();
        f.write_str(&words.join("-"))
    }
}

/// One child as an end configures it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Child {
    pub(crate) name: String,
    pub(crate) local: String,
    pub(crate) remote: String,
    pub(crate) esp: Vec<Proposal>,
    /// Whether it asks for transport mode.
    pub(crate) transport: bool,
    /// The group of PFS.
    #[serde(borrow)]
    pub(crate) pfs: Option<&'static str>,
    /// Seconds.
    pub(crate) rekey_time: u32,
}

/// A pre-shared key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) text: &'static str,
    /// The identities that it is for; none is everybody.
    pub(crate) owners: Vec<String>,
}

/// What lies between an end and the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Path {
    /// A NAT before the end, which passes on to it what comes for UDP 500 and 4500.
    pub(crate) nat: bool,
    /// A filter before the end, through which nothing comes for UDP 4500.
    pub(crate) closed: bool,
}

/// One end of a tunnel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Site {
    /// 0 or 1.
    pub(crate) end: usize,
    pub(crate) version: Version,
    pub(crate) peer: &'static str,
    #[serde(default)]
    pub(crate) path: Path,
    /// Whether ESP has to travel in UDP, NAT or no NAT.
    #[serde(default)]
    pub(crate) encap: bool,
    /// Whether it goes on at UDP 4500 where it begins with IKEv2, NAT or no NAT.
    #[serde(default)]
    pub(crate) mobile: bool,
    pub(crate) proposals: Vec<Proposal>,
    /// Seconds.
    pub(crate) rekey_time: u32,
    pub(crate) local_id: Option<String>,
    pub(crate) remote_id: Option<String>,
    pub(crate) key: Option<Key>,
    pub(crate) children: Vec<Child>,
}

impl Site {
    /// The address that it has.
    pub(crate) fn address(&self) -> &'static str {
        if self.path.nat { INSIDE[self.end] } else { ADDRESSES[self.end] }
    }

    /// The names of its children.
    pub(crate) fn child_names(&self) -> Vec<String> {
        self.children.iter().map(|child| child.name.clone()).collect()
    }

    /// Whether its children differ in their names and selectors alone.
    pub(crate) fn has_like_children(&self) -> bool {
        let rest =
            |child: &Child| Child { name: String::new(), local: String::new(), remote: String::new(), ..child.clone() };
        self.children.windows(2).all(|two| rest(&two[0]) == rest(&two[1]))
    }

    /// The child of this number, where there is such a one, or all children.
    pub(crate) fn some_children(&mut self, number: Option<usize>) -> impl Iterator<Item = &mut Child> {
        let chosen = move |(own, _): &(usize, &mut Child)| number.is_none_or(|number| *own == number);
        self.children.iter_mut().enumerate().filter(chosen).map(|(_, child)| child)
    }

    /// The content of its `swanctl.conf`.
    pub(crate) fn text(&self) -> String {
        let mut text = Text::default();
        text.open("connections");
        text.open(CONNECTION);
        let (version, aggressive) = match self.version {
            Version::MainMode => ("1", "no"),
            Version::AggressiveMode => ("1", "yes"),
            Version::V2 => ("2", "no"),
            Version::Any => ("0", "no"),
        };
        text.set("version", version);
        text.set("aggressive", aggressive);
        text.set("local_addrs", self.address());
        text.set("remote_addrs", self.peer);
        text.set("proposals", list(&self.proposals));
        text.set("rekey_time", format!("{}s", self.rekey_time));
        text.set("rand_time", "0s");
        text.set("mobike", if self.mobile { "yes" } else { "no" });
        if self.encap {
            text.set("encap", "yes");
        }
        text.set("unique", "never");
        self.authentication(&mut text);
        text.open("children");
        for child in &self.children {
            child.write(&mut text);
        }
        text.close();
        text.close();
        text.close();
        if let Some(key) = &self.key {
            key.write(&mut text);
        }
        text.out
    }

    fn authentication(&self, text: &mut Text) {
        for (section, id) in [("local", &self.local_id), ("remote", &self.remote_id)] {
            text.open(section);
            text.set("auth", "psk");
            if let Some(id) = id {
                text.set("id", id);
            }
            text.close();
        }
    }
}

impl Child {
    /// Its proposals with the group of PFS, which is part of each: strongSwan has no other setting for it.
    pub(crate) fn esp_with_pfs(&self) -> Vec<Proposal> {
        let groups = || self.pfs.into_iter().collect();
        self.esp.iter().map(|proposal| Proposal { groups: groups(), ..proposal.clone() }).collect()
    }

    fn write(&self, text: &mut Text) {
        text.open(&self.name);
        text.set("local_ts", &self.local);
        text.set("remote_ts", &self.remote);
        text.set("esp_proposals", list(&self.esp_with_pfs()));
        text.set("mode", if self.transport { "transport" } else { "tunnel" });
        text.set("rekey_time", format!("{}s", self.rekey_time));
        text.set("rand_time", "0s");
        text.close();
    }
}

impl Key {
    fn write(&self, text: &mut Text) {
        text.open("secrets");
        text.open("ike-site");
        for (index, owner) in self.owners.iter().enumerate() {
            text.set(&format!("id-{}", index + 1), owner);
        }
        text.set("secret", format!("\"{}\"", self.text));
        text.close();
        text.close();
    }
}

fn list(proposals: &[Proposal]) -> String {
    proposals.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Text in sections.
#[derive(Default)]
struct Text {
    out: String,
    depth: usize,
}

impl Text {
    fn open(&mut self, name: &str) {
        self.line(&format!("{name} {{"));
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.line("}");
    }

    fn set(&mut self, key: &str, value: impl fmt::Display) {
        self.line(&format!("{key} = {value}"));
    }

    fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.out, "{:1$}{line}", "", 2 * self.depth);
    }
}
