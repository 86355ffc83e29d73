//! Several configurations in one file: which there are, and which of them is meant.

use std::ops::Range;

/// A configuration among those that a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// How the user calls it: the name that the file gives it, else that of the device.
    pub name: String,
    /// What of the text belongs to it: whole lines, in order.
    pub ranges: Vec<Range<usize>>,
    /// What it is.
    pub holds: Holds,
}

/// What a configuration among several is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// That of a device, or of a part of one that stands for a device.
    Device,
    /// Only which parts there are, by name: no tunnel can end there.
    Names(Vec<String>),
    /// Lines of several parts, by name, and nothing that says which line belongs to which.
    Mixed(Vec<String>),
}

/// The configuration that is meant, as an index; `None` where the file holds no more than one. `wanted` is the name that
/// the user gives, and `line` says where one begins.
///
/// # Errors
/// A sentence where there is a choice to make, or none of those is meant.
pub(crate) fn choose(
    file: &str,
    contexts: &[Context],
    wanted: Option<&str>,
    line: impl Fn(&Context) -> Option<usize>,
) -> Result<Option<usize>, String> {
    let devices = || contexts.iter().filter(|context| context.holds == Holds::Device).map(|context| &context.name);
    let place = |name: &str| contexts.iter().position(|context| context.name == name);
    if let Some(wanted) = wanted {
        let chosen = place(wanted).ok_or_else(|| no_such(file, "context", wanted, &list(devices())))?;
        return usable(file, contexts, chosen).map(Some);
    }
    let names: Vec<&String> = devices().collect();
    match (contexts, names.as_slice()) {
        ([], _) => Ok(None),
        (_, []) => usable(file, contexts, 0).map(Some),
        (_, [one]) => Ok(place(one)),
        (_, [first, second, ..]) => {
            let begins = place(second).and_then(|at| line(&contexts[at]));
            Err(format!(
                "{file}: this file holds the configurations of several devices or contexts: {}.{} Name the one that is meant, \
                 as in {}{file}#{first}, or split the file.",
                list(names.iter().copied()),
                begins.map(|line| format!(" That of {second} begins on line {line}.")).unwrap_or_default(),
                // A command line takes what begins with a hyphen for an option.
                if file.starts_with('-') { "-- " } else { "" }
            ))
        }
    }
}

/// The device of a manager's file that the user calls `wanted`; `None` where `devices` is empty, since it is no such file.
///
/// # Errors
/// A sentence where the manager has no device of this name.
pub(crate) fn choose_managed(file: &str, devices: &[String], wanted: Option<&str>) -> Result<Option<String>, String> {
    let Some(wanted) = wanted.filter(|_| !devices.is_empty()) else { return Ok(None) };
    let chosen = devices.iter().find(|device| *device == wanted);
    chosen.cloned().map(Some).ok_or_else(|| no_such(file, "firewall", wanted, &list(devices)))
}

/// This configuration, if a tunnel can end there.
fn usable(file: &str, contexts: &[Context], chosen: usize) -> Result<usize, String> {
    let the_one = |names: &[String]| match names {
        [] => "Give the configuration of one of its contexts.".to_owned(),
        names => format!("Give the configuration of one of its contexts: {}.", list(names)),
    };
    match contexts.get(chosen).map(|context| &context.holds) {
        Some(Holds::Names(names)) => Err(format!(
            "{file}: this only says which contexts a device has, and holds no VPN configuration. {}",
            the_one(names)
        )),
        Some(Holds::Mixed(names)) => Err(format!(
            "{file}: the lines of several contexts stand here with nothing between them, so it cannot be told whose a line \
             is. {}",
            the_one(names)
        )),
        _ => Ok(chosen),
    }
}

fn no_such(file: &str, what: &str, wanted: &str, names: &str) -> String {
    match names {
        "" => format!("{file}: there are no {what}s in this file, so there is no {wanted}."),
        names => format!("{file}: there is no {what} {wanted} in this file; there is {names}."),
    }
}

/// `a, b and c`.
fn list<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contexts() -> Vec<Context> {
        let context = |name: &str, holds| Context { name: name.to_owned(), ranges: Vec::new(), holds };
        let names = vec!["admin".to_owned(), "shop".to_owned()];
        vec![context("system", Holds::Names(names)), context("admin", Holds::Device), context("shop", Holds::Device)]
    }

    #[test]
    fn the_user_chooses_where_there_is_a_choice() {
        let all = contexts();
        let line = |context: &Context| (context.name == "shop").then_some(7);
        assert_eq!(choose("f", &[], None, line), Ok(None));
        assert_eq!(choose("f", &all[..2], None, line), Ok(Some(1)));
        assert_eq!(choose("f", &all, Some("shop"), line), Ok(Some(2)));
        for (contexts, wanted, words) in [
            (
                &all[..],
                None,
                "admin and shop. That of shop begins on line 7. Name the one that is meant, as in f#admin, or split the file.",
            ),
            (
                &all[..1],
                None,
                "holds no VPN configuration. Give the configuration of one of its contexts: admin and shop.",
            ),
            (&all[..], Some("system"), "holds no VPN configuration"),
            (&all[..], Some("store"), "no context store in this file; there is admin and shop."),
            (&[], Some("shop"), "there are no contexts in this file"),
        ] {
            let sentence = choose("f", contexts, wanted, line).unwrap_err();
            assert!(sentence.ends_with(words) || sentence.contains(words), "{sentence}");
        }
    }
}
