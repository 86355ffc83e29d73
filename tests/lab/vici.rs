//! The control protocol of charon: packets on a Unix socket, each a command, an answer or an event.
//!
//! Source: strongSwan, src/libcharon/plugins/vici/README.md.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// How long an answer may take before charon is held for dead.
const PATIENCE: Duration = Duration::from_secs(20);

/// Kinds of packets.
mod packet {
    pub(super) const COMMAND: u8 = 0;
    pub(super) const ANSWER: u8 = 1;
    pub(super) const SUBSCRIBE: u8 = 3;
    pub(super) const CONFIRMED: u8 = 5;
    pub(super) const EVENT: u8 = 7;
}

/// Kinds of elements of a message.
mod element {
    pub(super) const SECTION_START: u8 = 1;
    pub(super) const SECTION_END: u8 = 2;
    pub(super) const KEY_VALUE: u8 = 3;
    pub(super) const LIST_START: u8 = 4;
    pub(super) const LIST_ITEM: u8 = 5;
    pub(super) const LIST_END: u8 = 6;
}

/// A value under a key.
#[derive(Debug)]
enum Value {
    Text(String),
    /// Nothing that the lab asks for is a list, so the items are passed over.
    List,
    Section(Section),
}

/// The content of a message: keys in order.
#[derive(Debug, Default)]
pub(crate) struct Section(Vec<(String, Value)>);

impl Section {
    /// A section with these texts.
    fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(key, text)| ((*key).to_owned(), Value::Text((*text).to_owned()))).collect())
    }

    /// The text under a key.
    fn text(&self, key: &str) -> Option<&str> {
        self.0.iter().find_map(|(own, value)| match value {
            Value::Text(text) if own == key => Some(text.as_str()),
            _ => None,
        })
    }
}

/// A connection to the control socket of one daemon.
pub(crate) struct Client {
    stream: UnixStream,
}

impl Client {
    /// Connects. Fails as long as the daemon does not listen.
    pub(crate) fn connect(socket: &Path) -> io::Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut client = Self { stream };
        client.send(packet::SUBSCRIBE, "list-sa", &Section::default())?;
        match client.receive()? {
            (packet::CONFIRMED, _) => Ok(client),
            (kind, _) => Err(unexpected(kind)),
        }
    }

    /// Brings a child up, and the IKE SA before it where there is none. `Ok(false)` where it does not come up.
    pub(crate) fn initiate(&mut self, child: &str, patience: Duration) -> io::Result<bool> {
        let milliseconds = patience.as_millis().to_string();
        let message = [("child", child), ("timeout", &milliseconds), ("loglevel", "-1")];
        let (answer, _) = self.ask("initiate", &Section::of(&message))?;
        Ok(answer.text("success") == Some("yes"))
    }

    /// Asks for new keys of a child, without waiting for them. `Ok(false)` where there is no such child.
    pub(crate) fn rekey(&mut self, child: &str) -> io::Result<bool> {
        let (answer, _) = self.ask("rekey", &Section::of(&[("child", child)]))?;
        Ok(answer.text("success") == Some("yes"))
    }

    /// Drops every IKE SA without waiting for the peer, also those that belong to no connection yet. How many there were.
    pub(crate) fn terminate_all(&mut self) -> io::Result<usize> {
        let (_, events) = self.ask("list-sas", &Section::default())?;
        let sas = events.iter().flat_map(|event| &event.0);
        let ids = sas.filter_map(|(_, sa)| match sa {
            Value::Section(sa) => sa.text("uniqueid").map(str::to_owned),
            _ => None,
        });
        let ids: Vec<String> = ids.collect();
        for id in &ids {
            self.ask("terminate", &Section::of(&[("ike-id", id), ("force", "yes"), ("loglevel", "-1")]))?;
        }
        Ok(ids.len())
    }

    /// Sends a command and returns its answer, with the events that came before it.
    fn ask(&mut self, command: &str, message: &Section) -> io::Result<(Section, Vec<Section>)> {
        self.send(packet::COMMAND, command, message)?;
        let mut events = Vec::new();
        loop {
            match self.receive()? {
                (packet::ANSWER, body) => return Ok((read_section(&mut &body[..])?, events)),
                (packet::EVENT, body) => {
                    let mut body = &body[..];
                    read_name(&mut body)?;
                    events.push(read_section(&mut body)?);
                }
                (kind, _) => return Err(unexpected(kind)),
            }
        }
    }

    fn send(&mut self, kind: u8, name: &str, message: &Section) -> io::Result<()> {
        let mut body = vec![kind];
        write_name(&mut body, name)?;
        write_section(&mut body, message)?;
        let length = u32::try_from(body.len()).map_err(io::Error::other)?;
        self.stream.write_all(&[&length.to_be_bytes(), &body[..]].concat())
    }

    /// The next packet: its kind and the rest of it.
    fn receive(&mut self) -> io::Result<(u8, Vec<u8>)> {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length)?;
        let mut body = vec![0; usize::try_from(u32::from_be_bytes(length)).map_err(io::Error::other)?];
        self.stream.read_exact(&mut body)?;
        match body.split_first() {
            Some((kind, rest)) => Ok((*kind, rest.to_vec())),
            None => Err(io::Error::other("charon sent an empty packet")),
        }
    }
}

fn unexpected(kind: u8) -> io::Error {
    io::Error::other(format!("charon sent a packet of kind {kind}, which does not belong here"))
}

fn write_section(out: &mut Vec<u8>, section: &Section) -> io::Result<()> {
    for (key, value) in &section.0 {
        match value {
            Value::Text(text) => {
                out.push(element::KEY_VALUE);
                write_name(out, key)?;
                out.extend(u16::try_from(text.len()).map_err(io::Error::other)?.to_be_bytes());
                out.extend(text.as_bytes());
            }
            Value::Section(inner) => {
                out.push(element::SECTION_START);
                write_name(out, key)?;
                write_section(out, inner)?;
                out.push(element::SECTION_END);
            }
            Value::List => return Err(io::Error::other("the lab sends no lists")),
        }
    }
    Ok(())
}

fn write_name(out: &mut Vec<u8>, name: &str) -> io::Result<()> {
    out.push(u8::try_from(name.len()).map_err(io::Error::other)?);
    out.extend(name.as_bytes());
    Ok(())
}

/// Reads elements up to the end of the section, or of the message.
fn read_section(input: &mut &[u8]) -> io::Result<Section> {
    let mut section = Section::default();
    while let Some(kind) = read_byte(input) {
        let entry = match kind {
            element::SECTION_END => break,
            element::KEY_VALUE => (read_name(input)?, Value::Text(read_text(input)?)),
            element::SECTION_START => (read_name(input)?, Value::Section(read_section(input)?)),
            element::LIST_START => (read_name(input)?, Value::List),
            element::LIST_ITEM => {
                read_text(input)?;
                continue;
            }
            element::LIST_END => continue,
            other => return Err(io::Error::other(format!("charon sent an element of kind {other}"))),
        };
        section.0.push(entry);
    }
    Ok(section)
}

fn read_byte(input: &mut &[u8]) -> Option<u8> {
    let (first, rest) = input.split_first()?;
    *input = rest;
    Some(*first)
}

fn read_name(input: &mut &[u8]) -> io::Result<String> {
    let mut length = [0; 1];
    input.read_exact(&mut length)?;
    read_bytes(input, usize::from(length[0]))
}

fn read_text(input: &mut &[u8]) -> io::Result<String> {
    let mut length = [0; 2];
    input.read_exact(&mut length)?;
    read_bytes(input, usize::from(u16::from_be_bytes(length)))
}

fn read_bytes(input: &mut &[u8], length: usize) -> io::Result<String> {
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
