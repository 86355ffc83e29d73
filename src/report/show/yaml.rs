//! The tree as YAML 1.2 that older readers take as well, with the origin of a value in a comment behind it.

use std::fmt::Write as _;

use crate::report::page::plain;
use crate::report::show::node::{Node, Note, Scalar};

/// The tree as a document.
pub(super) fn write(root: &Node) -> String {
    let mut out =
        String::from("# What ikelint reads of this device. A comment says where the value before it comes from.\n");
    if let Node::Map(fields) = root {
        write_map(&mut out, fields, 0);
    }
    out
}

fn write_map(out: &mut String, fields: &[(&'static str, Node)], indent: usize) {
    for (index, (name, node)) in fields.iter().enumerate() {
        // The first field of a list's item stands behind its dash.
        if index > 0 || out.ends_with('\n') {
            out.extend(std::iter::repeat_n(' ', indent));
        }
        let _ = write!(out, "{name}:");
        write_node(out, node, indent);
    }
}

/// What stands behind a name, and below it.
fn write_node(out: &mut String, node: &Node, indent: usize) {
    match node {
        Node::Value(value, note) => {
            out.push(' ');
            write_value(out, value, note.as_ref());
        }
        Node::Empty(why) => {
            let _ = writeln!(out, " []  # {why}");
        }
        Node::List(items) if items.is_empty() => out.push_str(" []\n"),
        Node::Map(fields) if fields.is_empty() => out.push_str(" {}\n"),
        Node::List(items) => {
            out.push('\n');
            items.iter().for_each(|item| write_item(out, item, indent + 2));
        }
        Node::Map(fields) => {
            out.push('\n');
            write_map(out, fields, indent + 2);
        }
    }
}

fn write_item(out: &mut String, item: &Node, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str("- ");
    match item {
        Node::Value(value, note) => write_value(out, value, note.as_ref()),
        Node::Map(fields) if !fields.is_empty() => write_map(out, fields, indent + 2),
        Node::Map(_) => out.push_str("{}\n"),
        Node::Empty(_) => out.push_str("[]\n"),
        // No list of the vocabulary holds lists; one that did would stand below its dash.
        Node::List(items) => {
            out.push('\n');
            items.iter().for_each(|item| write_item(out, item, indent + 2));
        }
    }
}

fn write_value(out: &mut String, value: &Scalar, note: Option<&Note>) {
    match value {
        Scalar::Null => out.push_str("null"),
        Scalar::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Scalar::Number(value) => {
            let _ = write!(out, "{value}");
        }
        Scalar::Text(text) if is_plain(text) => out.push_str(text),
        Scalar::Text(text) => write_quoted(out, text),
    }
    if let Some(note) = note {
        let _ = write!(out, "  # {}", plain(&note.comment()).replace(['\n', '\r'], " "));
    }
    out.push('\n');
}

/// Words that some reader of YAML takes for something else than a text.
const RESERVED: &[&str] = &["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// Whether a text may stand without quotes, and is a text to every reader: it begins with a letter, or is an IPv4 address
/// or prefix, and holds nothing that ends or splits it.
fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        || text.parse::<std::net::Ipv4Addr>().is_ok()
        || text.parse::<ipnet::Ipv4Net>().is_ok();
    let is_safe = |c: char| c.is_ascii_alphanumeric() || " ._-/+()@:,=".contains(c);
    begins
        && text.chars().all(is_safe)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !RESERVED.contains(&text.to_ascii_lowercase().as_str())
}

/// A text in double quotes; whatever is not printable ASCII or a letter is escaped.
fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            _ if c.is_alphanumeric() => out.push(c),
            _ => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
        }
    }
    out.push('"');
}
