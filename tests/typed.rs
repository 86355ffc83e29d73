//! Commands as a person types them into a configuration: what the file holds afterwards.

/// A file after commands were typed, in the way of the platform that they are for.
pub(crate) fn typed(text: &str, commands: &[String]) -> String {
    let has = |last: &str| commands.iter().any(|command| command == last);
    if has("swanctl --load-all") {
        return with_sections(text, commands);
    }
    if has("commit") {
        return with_settings(text, commands);
    }
    with_lines(text, commands)
}

/// Sections of swanctl.conf stand behind those that are there.
fn with_sections(text: &str, commands: &[String]) -> String {
    let lines = commands.iter().filter(|command| *command != "swanctl --load-all");
    lines.fold(text.to_owned(), |text, line| format!("{text}{line}\n"))
}

/// PAN-OS: `set` stands behind what is there, `delete` takes away what begins so, and what is moved to the top stands before
/// all others.
fn with_settings(text: &str, commands: &[String]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for command in commands.iter().filter(|command| *command != "commit") {
        if let Some(rule) = command.strip_prefix("move ").and_then(|rest| rest.strip_suffix(" top")) {
            let start = format!("set {rule} ");
            let (first, rest): (Vec<String>, Vec<String>) = lines.drain(..).partition(|line| line.starts_with(&start));
            lines = [first, rest].concat();
        } else if let Some(taken) = command.strip_prefix("delete ") {
            let before = lines.len();
            lines.retain(|line| *line != format!("set {taken}") && !line.starts_with(&format!("set {taken} ")));
            assert!(lines.len() < before, "nothing to delete: {command}");
        } else {
            assert!(command.starts_with("set "), "{command}");
            lines.push(command.clone());
        }
    }
    lines.join("\n") + "\n"
}

/// How far a line is indented.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Settings of which a block has one: a new one takes the place of the old.
const SINGLE: [&str; 7] = [
    "pre-shared-key ",
    "ikev1 pre-shared-key ",
    "ikev2 remote-authentication pre-shared-key ",
    "ikev2 local-authentication pre-shared-key ",
    "tunnel destination ",
    "tunnel source ",
    "set pfs ",
];

/// Cisco: a line goes into the block that it belongs to, a new block before the end; what begins with `no` takes lines away;
/// what has a place in a list stands there.
fn with_lines(text: &str, commands: &[String]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // Where the lines of the blocks that the commands have led into stand.
    let mut places: Vec<usize> = Vec::new();
    for (at, command) in commands.iter().enumerate() {
        let own = depth(command);
        places.truncate(own);
        let block = places.last().copied();
        let end_of = |lines: &[String], block: usize| {
            block + 1 + lines[block + 1..].iter().take_while(|line| depth(line) >= own).count()
        };
        let last = || lines.iter().position(|line| matches!(line.as_str(), "end" | ": end")).unwrap_or(lines.len());
        let range = block.map_or_else(|| 0..last(), |block| block + 1..end_of(&lines, block));
        if let Some(taken) = command.trim_start().strip_prefix("no ") {
            let is_taken =
                |line: &str| line.trim_start() == taken || line.trim_start().starts_with(&format!("{taken} "));
            let kept: Vec<String> = lines.drain(range.clone()).filter(|line| !is_taken(line)).collect();
            lines.splice(range.start..range.start, kept);
            continue;
        }
        let leads = commands.get(at + 1).is_some_and(|next| depth(next) > own);
        let there = range.clone().find(|at| lines[*at] == *command);
        if let Some(there) = there.filter(|_| leads) {
            places.push(there);
            continue;
        }
        let place = match (placed(command), block) {
            (Some((start, line)), _) => {
                let place = range.clone().find(|at| lines[*at].starts_with(&start)).unwrap_or(range.end);
                lines.insert(place, line);
                place
            }
            (None, Some(_)) => {
                let start = SINGLE.iter().find(|start| command.trim_start().starts_with(*start));
                let old = start.and_then(|start| range.clone().find(|at| lines[*at].trim_start().starts_with(start)));
                let place = old.unwrap_or(range.end);
                lines.splice(place..place + usize::from(old.is_some()), [command.clone()]);
                place
            }
            (None, None) => {
                lines.insert(range.end, command.clone());
                range.end
            }
        };
        if leads {
            places.push(place);
        }
    }
    lines.join("\n") + "\n"
}

/// What the line begins with that a line with a place in a list goes before, and how the file shows it.
fn placed(command: &str) -> Option<(String, String)> {
    if let Some((list, rest)) = command.strip_prefix("access-list ").and_then(|rest| rest.split_once(" line 1 ")) {
        return Some((format!("access-list {list} "), format!("access-list {list} {rest}")));
    }
    if let Some((links, rest)) = command.strip_prefix("nat (").and_then(|rest| rest.split_once(") 1 source ")) {
        return Some(("nat (".to_owned(), format!("nat ({links}) source {rest}")));
    }
    // Lines without numbers count from 10 on.
    let (number, rest) = command.trim_start().split_once(' ')?;
    number.parse::<u32>().is_ok().then(|| (" ".to_owned(), format!(" {rest}")))
}
