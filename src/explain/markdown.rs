//! Markdown as plain text for a terminal: as much of it as the explanations of the rules use.

use crate::report::page::Page;

/// Writes headings, paragraphs, lists, tables and code; everything else stands as it is written.
pub(super) fn write(page: &mut Page, markdown: &str) {
    let mut paragraph = Paragraph::default();
    let mut table: Vec<Vec<String>> = Vec::new();
    let mut in_code = false;
    // Doc comments begin each line with a blank.
    let margin = usize::from(markdown.lines().all(|line| line.is_empty() || line.starts_with(' ')));
    for line in markdown.lines().map(|line| line.get(margin..).unwrap_or_default()) {
        let trimmed = line.trim();
        if !trimmed.starts_with('|') {
            page.table(0, &std::mem::take(&mut table));
        }
        if trimmed.starts_with("```") {
            paragraph.flush(page);
            in_code = !in_code;
            page.gap();
        } else if in_code {
            page.line(&format!("    {line}"));
        } else if trimmed.is_empty() {
            paragraph.flush(page);
            page.gap();
        } else if let Some(heading) = heading(trimmed) {
            paragraph.flush(page);
            page.heading(heading);
            page.gap();
        } else if trimmed.starts_with('|') {
            paragraph.flush(page);
            table.extend(row(trimmed));
        } else {
            paragraph.take(page, line);
        }
    }
    paragraph.flush(page);
    page.table(0, &table);
}

/// The cells of a row of a table; `None` for the line under its head.
fn row(line: &str) -> Option<Vec<String>> {
    let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| cell.trim().replace("**", "")).collect();
    let is_rule = cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':')));
    (!is_rule).then_some(cells)
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    (text.len() < line.len() && text.starts_with(' ')).then(|| text.trim())
}

/// A paragraph or a list item that may go on in the next line.
#[derive(Default)]
struct Paragraph {
    marker: String,
    text: String,
}

impl Paragraph {
    fn take(&mut self, page: &mut Page, line: &str) {
        let trimmed = line.trim_start();
        if let Some((marker, rest)) = item(trimmed) {
            self.flush(page);
            let indent = line.len() - trimmed.len();
            self.marker = format!("{}{marker} ", " ".repeat(indent));
            self.text = rest.to_owned();
        } else {
            self.text.push(' ');
            self.text.push_str(trimmed);
        }
    }

    fn flush(&mut self, page: &mut Page) {
        if !self.text.trim().is_empty() {
            page.wrapped(&self.marker, &self.text.replace("**", ""));
        }
        *self = Self::default();
    }
}

/// The marker and the text of a list item.
fn item(line: &str) -> Option<(&str, &str)> {
    let (marker, rest) = line.split_once(' ')?;
    let numbered = || marker.strip_suffix('.').is_some_and(|number| number.parse::<u8>().is_ok());
    (matches!(marker, "-" | "*") || numbered()).then(|| (marker, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Look;

    #[test]
    fn what_explanations_use_becomes_plain_text() {
        let mut page = Page::new(Look { width: 40, ..Look::default() });
        write(
            &mut page,
            "# Why\n\nThe keys **differ**, so that\nMM5 cannot be decrypted by anyone.\n\n- one\n  more\n- two\n\n\
             ```text\ncrypto  key\n```\n\n| | shows |\n| --- | --- |\n| ASA | x |\n",
        );
        insta::assert_snapshot!(page.into_text(), @r"
        Why

        The keys differ, so that MM5 cannot be
        decrypted by anyone.

        - one more
        - two

            crypto  key

             shows
        ASA  x
        ");
    }
}
