//! Two life lines and the messages between them: the drawing of every ladder.
//!
//! The state of each end stands beside its line. Where the page is too narrow for that, it stands between the lines.

use crate::report::page::{Page, Paint, visible_width, wrap};

/// The least room between the lines that is worth having states beside them, in columns.
const LEAST_ROOM: usize = 36;

/// The margin on the left, and the blanks between a state and its line.
const MARGIN: usize = 2;
const GAP: usize = 2;

/// The characters that lines and arrows are made of.
#[derive(Debug)]
struct Signs {
    line: char,
    from_left: char,
    from_right: char,
    dash: &'static str,
    right: char,
    left: char,
    cross: char,
}

const UNICODE: Signs =
    Signs { line: '│', from_left: '├', from_right: '┤', dash: "─", right: '▶', left: '◀', cross: '×' };
const ASCII: Signs = Signs { line: '|', from_left: '|', from_right: '|', dash: "-", right: '>', left: '<', cross: 'x' };

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It arrives.
    Arrives,
    /// It arrives and is refused.
    Refused,
    /// Nobody takes it.
    Lost,
}

/// A message as it is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrow<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// A few words beside the name; below the arrow where they do not fit.
    pub(crate) gloss: &'a str,
    /// Whether the left end sends it.
    pub(crate) from_left: bool,
    /// What becomes of it.
    pub(crate) fate: Fate,
}

/// A ladder that is being drawn.
#[derive(Debug)]
pub(crate) struct LifeLines<'a> {
    page: &'a mut Page,
    names: [&'a str; 2],
    signs: &'static Signs,
    /// The widths of the columns of states; 0 where there is none.
    columns: [usize; 2],
    /// Whether the page is too narrow for columns of states.
    inline: bool,
    /// The columns between the lines.
    room: usize,
}

impl<'a> LifeLines<'a> {
    /// Life lines of the end on the left and of the end on the right. `states` is the width of the widest state of each;
    /// 0 where an end shows none.
    pub(crate) fn new(page: &'a mut Page, names: [&'a str; 2], states: [usize; 2]) -> Self {
        let signs = if page.look.unicode { &UNICODE } else { &ASCII };
        let gaps = |columns: [usize; 2]| columns.iter().filter(|width| **width > 0).count() * GAP;
        let room =
            |columns: [usize; 2]| page.look.width.saturating_sub(MARGIN + columns[0] + columns[1] + gaps(columns) + 2);
        let inline = room(states) < LEAST_ROOM;
        let columns = if inline { [0, 0] } else { states };
        let room = room(columns);
        Self { page, names, signs, columns, inline, room }
    }

    /// The names of both ends above their lines.
    pub(crate) fn heads(&mut self) {
        let [left, right] = self.names;
        let at_left = MARGIN;
        let line = MARGIN + self.left_width() + self.room + 1;
        let right_width = visible_width(right);
        // Above its states where it has any; else it ends at its line.
        let at_right = if self.columns[1] > 0 { line + 1 + GAP } else { (line + 1).saturating_sub(right_width) };
        let fits = at_right + right_width <= self.page.look.width;
        let at_right = if fits { at_right } else { (line + 1).saturating_sub(right_width) };
        if at_left + visible_width(left) + GAP > at_right {
            self.page.line(&format!("{:at_left$}{left}", ""));
            self.page.line(&format!("{:at_right$}{right}", ""));
        } else {
            let between = at_right - at_left - visible_width(left);
            self.page.line(&format!("{:at_left$}{left}{:between$}{right}", "", ""));
        }
    }

    /// A message, and the states once it is on its way.
    pub(crate) fn arrow(&mut self, arrow: Arrow<'_>, states: [&str; 2]) {
        let Arrow { name, gloss, from_left, fate } = arrow;
        let joined = format!("{name}: {gloss}");
        // At least two dashes and the head of the arrow are seen beside the words.
        let fits = !gloss.is_empty() && visible_width(&joined) + 6 <= self.room;
        let words = if fits { joined.as_str() } else { name };
        let shaft = self.shaft(words, from_left, fate);
        let Signs { line, from_left: left_start, from_right: right_start, cross, .. } = self.signs;
        let refused = if fate == Fate::Refused { cross } else { line };
        let refused = self.bad(refused.to_string(), fate == Fate::Refused);
        let lines = match from_left {
            true => [left_start.to_string(), refused],
            false => [refused, right_start.to_string()],
        };
        self.row(states, &shaft, lines);
        if !gloss.is_empty() && !fits {
            self.note(None, gloss);
        }
        if self.inline {
            self.inline_states("", states);
        }
    }

    /// What stands between the lines: `─ MM1 ────▶`, as wide as the room.
    fn shaft(&self, words: &str, from_left: bool, fate: Fate) -> String {
        let Signs { dash, right, left, cross, .. } = self.signs;
        let dashes = |count: usize| dash.repeat(count);
        let rest = self.room.saturating_sub(visible_width(words) + 4);
        let name = self.page.look.paint(Paint::Strong, words);
        let lost = rest / 2;
        match (from_left, fate) {
            (true, Fate::Lost) => {
                let cross = self.bad(cross.to_string(), true);
                format!("{dash} {name} {}{cross}{}", dashes(rest - lost), " ".repeat(lost))
            }
            (true, _) => format!("{dash} {name} {}{right}", dashes(rest)),
            (false, Fate::Lost) => {
                let cross = self.bad(cross.to_string(), true);
                format!("{cross}{dash} {name} {}", dashes(rest))
            }
            (false, _) => format!("{left}{dash} {name} {}", dashes(rest)),
        }
    }

    /// A start that sends nothing: a cross on the line of the left end.
    pub(crate) fn nothing_leaves(&mut self, states: [&str; 2]) {
        let cross = self.bad(self.signs.cross.to_string(), true);
        let room = self.room;
        self.row(states, &format!("{:room$}", ""), [cross, self.signs.line.to_string()]);
        if self.inline {
            self.inline_states("", states);
        }
    }

    /// States that follow from no message: `no SA │ afterwards │ no SA`.
    pub(crate) fn states(&mut self, when: &str, states: [&str; 2]) {
        if self.inline {
            self.inline_states(&format!("{when}: "), states);
        } else {
            let line = self.signs.line.to_string();
            let text = self.padded(when);
            self.row(states, &text, [line.clone(), line]);
        }
    }

    fn inline_states(&mut self, before: &str, states: [&str; 2]) {
        let shown = self.names.iter().zip(states).filter(|(_, state)| !state.is_empty());
        let words: Vec<String> = shown.map(|(name, state)| format!("{name} {state}")).collect();
        if !words.is_empty() {
            self.note(None, &format!("{before}{}", words.join(", ")));
        }
    }

    /// Words between the lines, broken at blanks; further lines are indented.
    pub(crate) fn note(&mut self, paint: Option<Paint>, text: &str) {
        const HANG: &str = "  ";
        let line = self.signs.line.to_string();
        let lines = wrap(text, self.room.saturating_sub(2 * GAP + HANG.len()));
        for (at, words) in lines.iter().enumerate() {
            let words = if at == 0 { words.clone() } else { format!("{HANG}{words}") };
            let padded = self.padded(&words);
            let painted = match paint {
                Some(paint) => padded.replacen(&words, &self.page.look.paint(paint, &words), 1),
                None => padded,
            };
            self.row(["", ""], &painted, [line.clone(), line.clone()]);
        }
    }

    /// A text as wide as the room.
    fn padded(&self, text: &str) -> String {
        let rest = self.room.saturating_sub(GAP + visible_width(text));
        format!("{:GAP$}{text}{:rest$}", "", "")
    }

    fn row(&mut self, states: [&str; 2], middle: &str, lines: [String; 2]) {
        let states = if self.inline { ["", ""] } else { states };
        let [left, right] = states;
        let width = self.left_width();
        let [line, other] = lines;
        self.page.line(&format!("{:MARGIN$}{left:width$}{line}{middle}{other}{:GAP$}{right}", "", ""));
    }

    fn left_width(&self) -> usize {
        if self.columns[0] > 0 { self.columns[0] + GAP } else { 0 }
    }

    fn bad(&self, text: String, is_bad: bool) -> String {
        if is_bad { self.page.look.paint(Paint::Bad, &text) } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Look;

    fn drawn(look: Look) -> String {
        let mut page = Page::new(look);
        let mut lines = LifeLines::new(&mut page, ["hq", "branch"], [12, 12]);
        lines.heads();
        let arrow = Arrow { name: "MM1", gloss: "every proposal", from_left: true, fate: Fate::Arrives };
        lines.arrow(arrow, ["MM_WAIT_MSG2", "no SA"]);
        lines.arrow(Arrow { name: "MM2", from_left: false, ..arrow }, ["MM_WAIT_MSG2", "MM_WAIT_MSG3"]);
        lines.arrow(Arrow { gloss: "", fate: Fate::Refused, ..arrow }, ["MM_WAIT_MSG2", ""]);
        lines.note(Some(Paint::Bad), "branch refuses: a reason that is long enough to be broken into two lines");
        lines.arrow(Arrow { gloss: "", fate: Fate::Lost, ..arrow }, ["MM_WAIT_MSG2", ""]);
        lines.states("afterwards", ["no SA", "no SA"]);
        page.into_text()
    }

    #[test]
    fn every_line_ends_where_the_page_does() {
        let text = drawn(Look { unicode: true, width: 80, ..Look::default() });
        insta::assert_snapshot!(text, @r"
        hq                                                                branch
        MM_WAIT_MSG2  ├─ MM1: every proposal ─────────────────────────▶│  no SA
        MM_WAIT_MSG2  │◀─ MM2: every proposal ─────────────────────────┤  MM_WAIT_MSG3
        MM_WAIT_MSG2  ├─ MM1 ─────────────────────────────────────────▶×
                      │  branch refuses: a reason that is long         │
                      │    enough to be broken into two lines          │
        MM_WAIT_MSG2  ├─ MM1 ─────────────────────×                    │
        no SA         │  afterwards                                    │  no SA
        ");
        let text = drawn(Look { unicode: false, width: 60, ..Look::default() });
        insta::assert_snapshot!(text, @r"
        hq                                                  branch
        |- MM1: every proposal --------------------------------->|
        |  hq MM_WAIT_MSG2, branch no SA                         |
        |<- MM2: every proposal ---------------------------------|
        |  hq MM_WAIT_MSG2, branch MM_WAIT_MSG3                  |
        |- MM1 ------------------------------------------------->x
        |  hq MM_WAIT_MSG2                                       |
        |  branch refuses: a reason that is long enough to be    |
        |    broken into two lines                               |
        |- MM1 -------------------------x                        |
        |  hq MM_WAIT_MSG2                                       |
        |  afterwards: hq no SA, branch no SA                    |
        ");
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let look = Look { unicode: true, width: 80, ..Look::default() };
        let coloured = drawn(Look { colour: true, ..look });
        let mut plain = coloured.clone();
        for escape in ["\x1b[1;31m", "\x1b[1m", "\x1b[0m"] {
            plain = plain.replace(escape, "");
        }
        assert_ne!(coloured, plain);
        assert_eq!(plain, drawn(look));
    }
}
