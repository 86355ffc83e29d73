//! What a shell or a document puts around a swanctl.conf that somebody copied: lines that no file of strongSwan holds.

use crate::source::session::prompt;

/// Whether a line outside of all sections is not the file's own: a prompt with a command, the request for a password, the
/// ends of a document that a shell writes, a fence of Markdown.
pub(super) fn is_of_shell(line: &str) -> bool {
    let line = line.trim();
    // What stands behind the word may be masked.
    is_fence(line) || line == "EOF" || is_document(line) || line.starts_with("[sudo] password ") || is_prompt(line)
}

fn is_fence(line: &str) -> bool {
    let name = line.strip_prefix("```").or_else(|| line.strip_prefix("~~~"));
    name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.'))
}

/// `cat > FILE <<'EOF'`, also behind `sudo` and with `tee`.
fn is_document(line: &str) -> bool {
    let command = line.strip_prefix("sudo ").unwrap_or(line);
    ["cat ", "tee "].iter().any(|word| command.starts_with(word)) && line.contains("<<")
}

/// `root@gw:/etc/swanctl# cat swanctl.conf`, `admin@gw:~$ sudo cat far.conf`, `[root@gw swanctl]# logout`.
fn is_prompt(line: &str) -> bool {
    if prompt(line).is_some_and(|prompt| prompt.place.contains('@')) {
        return true;
    }
    if let Some((place, _)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
        let behind = line.get(place.len() + 2..).unwrap_or_default();
        return place.contains('@') && behind.starts_with(['#', '$']);
    }
    let place = line.split('$').next().filter(|place| place.len() < line.len());
    place.is_some_and(|place| place.contains('@') && !place.contains([' ', '{', '=']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_is_told_from_a_file() {
        for line in [
            "root@gw:~# cat /etc/swanctl/swanctl.conf",
            "admin@gw:~$ sudo cat far.conf",
            "[root@gw swanctl]# logout",
            "[sudo] password for admin: ",
            "sudo tee /etc/swanctl/conf.d/far.conf <<EOF",
            "EOF",
            "```conf",
            "```",
        ] {
            assert!(is_of_shell(line), "{line}");
        }
        for line in ["connections {", "# root@gw", "id = a@b.example", "[x]", "gw-gw: IKEv2", "loaded ike secret", "}"]
        {
            assert_eq!(is_of_shell(line), line == "{line}");
        }
    }
}
