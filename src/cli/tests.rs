use super::*;

/// Runs a command line with nothing on its input: status, output, errors.
fn run_line(line: &str) -> (Status, String, String) {
    run_with(line, b"")
}

fn run_with(line: &str, mut input: &[u8]) -> (Status, String, String) {
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let mut streams = Streams { input: &mut input, output: &mut output, errors: &mut errors };
    let status = run(line.split(' ').map(OsString::from).collect(), &Terminal::default(), &mut streams);
    (status, String::from_utf8(output).unwrap(), String::from_utf8(errors).unwrap())
}

#[test]
fn the_command_line_is_sound() {
    use clap::CommandFactory as _;
    Cli::command().debug_assert();
}

#[test]
fn what_cannot_be_followed_is_a_usage_error_with_a_sentence() {
    let folder = env!("CARGO_MANIFEST_DIR");
    let [a, b] = ["a", "b"].map(|end| format!("{folder}/tests/base/asa-ikev1-{end}.cfg"));
    for (line, sentence) in [
        (format!("ikelint check {folder} b.cfg"), "not supported yet; name two files."),
        ("ikelint check a.cfg".to_owned(), "name the configuration of the other end as well."),
        ("ikelint check a.cfg b.cfg c.cfg".to_owned(), "More than two are not supported yet"),
        ("ikelint check - -".to_owned(), "can be read once only"),
        ("ikelint check a.cfg b.cfg --fail-on maybe".to_owned(), "invalid value 'maybe'"),
        ("ikelint check a.cfg b.cfg --nat 203.0.113.5".to_owned(), "write END=ADDRESS"),
        ("ikelint trace a.cfg b.cfg --nat A=hq".to_owned(), "hq is no IP address"),
        (format!("ikelint check {a} {b} --nat C=203.0.113.5"), "no end is called so"),
        ("ikelint explain MM_WAIT_MSG9".to_owned(), "Did you mean MM_WAIT_MSG2"),
    ] {
        let (status, output, errors) = run_line(&line);
        assert_eq!((status, output.as_str()), (Status::Usage, ""), "{line}");
        assert!(errors.contains(sentence), "{line}: {errors}");
    }
}

#[test]
fn one_of_several_configurations_is_named_behind_the_file() {
    let folder = env!("CARGO_MANIFEST_DIR");
    let [a, b] = ["a", "b"].map(|end| std::fs::read(format!("{folder}/tests/base/asa-ikev1-{end}.cfg")).unwrap());
    let both = [a, b].concat();
    let line = |input: &str| format!("ikelint check -- {input} {folder}/tests/base/asa-ikev1-b.cfg");
    assert_eq!(run_with(&line("-#alpha-asa"), &both).0, Status::Clean);
    let (status, _, errors) = run_with(&line("-"), &both);
    assert_eq!(status, Status::Input);
    assert!(errors.contains("Name the one that is meant, as in -- -#alpha-asa, or split the file."), "{errors}");
    for command in ["show", "coverage"] {
        assert_eq!(run_with(&format!("ikelint {command} -- -#alpha-asa"), &both).0, Status::Clean, "{command}");
        assert_eq!(run_with(&format!("ikelint {command} -"), &both).0, Status::Input, "{command}");
    }
}

#[test]
fn help_is_no_error() {
    let (status, output, errors) = run_line("ikelint check --help");
    assert_eq!((status, errors.as_str()), (Status::Clean, ""));
    assert!(output.contains("--stdin-filename"), "{output}");
}

#[test]
fn words_of_several_parts_need_no_quotes() {
    for (words, head) in [
        ("IKE_AUTH request", "IKE_AUTH request"),
        ("MM_NO_STATE (deleted)", "MM_NO_STATE"),
        ("no SA", "no SA"),
        ("main mode", "MM1"),
    ] {
        let (status, output, errors) = run_line(&format!("ikelint explain {words}"));
        assert_eq!((status, errors.as_str()), (Status::Clean, ""), "{words}");
        assert_eq!(output.lines().next(), Some(head), "{words}");
    }
}

#[test]
fn an_unreadable_file_is_named_and_the_report_is_written_all_the_same() {
    let (status, output, errors) = run_line("ikelint check /nonexistent/a.cfg /nonexistent/b.cfg --format json");
    assert_eq!(status, Status::Input);
    assert_eq!(errors.lines().count(), 2, "{errors}");
    assert!(errors.starts_with("ikelint: /nonexistent/a.cfg: cannot be read"), "{errors}");
    let report: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(report["inputs"][1]["file"], "/nonexistent/b.cfg");
    assert_eq!(report["inputs"][1]["status"], "unreadable");
}

#[test]
fn what_has_no_tunnel_is_never_green() {
    let (status, _, errors) = run_with("ikelint check - /nonexistent/b.cfg --stdin-filename hq.cfg", b"hostname hq\n");
    assert_eq!(status, Status::Input);
    assert!(errors.contains("/nonexistent/b.cfg"), "{errors}");
}

/// A writer whose reader has gone away.
struct Closed(io::ErrorKind);

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_success_and_a_full_disk_is_not() {
    for (kind, expected) in [(io::ErrorKind::BrokenPipe, Status::Clean), (io::ErrorKind::StorageFull, Status::Usage)] {
        let mut errors = Vec::new();
        let mut streams = Streams { input: &mut io::empty(), output: &mut Closed(kind), errors: &mut errors };
        let line = ["ikelint", "explain", "states"].map(OsString::from).to_vec();
        assert_eq!(run(line, &Terminal::default(), &mut streams), expected);
        assert_eq!(errors.is_empty(), expected == Status::Clean);
    }
}

#[test]
fn trace_takes_what_check_takes_and_ends_as_it_does() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/base");
    let pair = |name: &str| format!("{folder}/{name}-ikev1-a.cfg {folder}/{name}-ikev2-b.cfg");
    for files in [pair("asa"), format!("{folder}/asa-ikev1-a.cfg {folder}/ios-ikev1-b.cfg"), "a.cfg".to_owned()] {
        for options in ["", " --fail-on never", " --strict", " --complete --assume psk=same"] {
            let [(check, ..), (trace, ..)] =
                ["check", "trace"].map(|c| run_line(&format!("ikelint {c} {files}{options}")));
            assert_eq!(check, trace, "{files}{options}");
        }
    }
    let (_, json, _) = run_line(&format!("ikelint trace {} --format json", pair("asa")));
    let trace: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(trace["schema"], "ikelint.trace.v1");
}

#[test]
fn keys_that_can_be_read_are_never_assumed_to_be_the_same() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let assumed = |example: &str, files: [&str; 2], assumption: &str| {
        let [a, b] = files.map(|file| format!("{folder}/{example}/{file}"));
        run_line(&format!("ikelint check {a} {b} --assume psk={assumption} --format concise"))
    };
    let (status, _, errors) = assumed("01-psk-mismatch-asa-asa", ["a.cfg", "b.cfg"], "same");
    assert_eq!(status, Status::Findings);
    assert!(errors.contains("can be read, and differ"), "{errors}");
    let masked = "08-masked-keys-asa-panos";
    for (assumption, expected) in [("same", Status::Clean), ("different", Status::Findings)] {
        let (status, _, errors) = assumed(masked, ["a.cfg", "b.set"], assumption);
        assert_eq!((status, errors.as_str()), (expected, ""), "{assumption}");
    }
}

#[test]
fn ascii_is_for_terminals_that_show_more() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/base");
    let terminal = Terminal { is_terminal: true, width: Some(80), is_utf8: true, colour: Some(false) };
    let drawn = |option: &str| {
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let mut streams = Streams { input: &mut io::empty(), output: &mut output, errors: &mut errors };
        let line = format!("ikelint trace {folder}/asa-ikev1-a.cfg {folder}/ios-ikev1-b.cfg{option}");
        assert_eq!(run(line.split(' ').map(OsString::from).collect(), &terminal, &mut streams), Status::Clean);
        String::from_utf8(output).unwrap()
    };
    assert!(drawn("").contains("├─ MM1 ─"));
    assert!(drawn(" --ascii").is_ascii());
}

#[test]
fn without_utf8_all_that_is_printed_is_ascii() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/base");
    let names = ["asa-ikev1-a.cfg", "asa-ikev2-a.cfg", "ios-ikev1-a.cfg", "panos-ikev2-a.set", "swanctl-ikev1-a.conf"];
    let text = std::fs::read_to_string(format!("{folder}/asa-ikev1-b.cfg")).unwrap();
    let text = text.replace("outside_map", "caf\u{e9}").replace("group 14", "group 5");
    let mut told = 0;
    let mut drawn = |command: &str| {
        let (_, output, errors) = run_with(command, text.as_bytes());
        assert!(!output.is_empty(), "{command}: {errors}");
        assert!(output.is_ascii(), "{command}: {:?}", output.lines().find(|line| !line.is_ascii()));
        told += output.matches("...").count();
    };
    for name in names {
        for command in ["check", "check --format concise", "trace"] {
            drawn(&format!("ikelint {command} {folder}/{name} - --stdin-filename Stra\u{df}e.cfg"));
        }
        drawn(&format!("ikelint diagnose {folder}/{name} - --seen MM_WAIT_MSG2"));
    }
    ["explain MM_WAIT_MSG2", "explain psk-mismatch", "explain states", "rules", "coverage -"]
        .iter()
        .for_each(|command| drawn(&format!("ikelint {command}")));
    assert!(told > 10, "lines of logs are left out");
}

#[test]
fn coverage_tells_the_lines_that_are_not_understood() {
    let text = b"ASA Version 9.12(4)\ncrypto map M 10 set peer 192.0.2.9\ncrypto map M 10 set frobnication\ncrypto ikev2 limit max-sa 9\n";
    let (status, output, errors) = run_with("ikelint coverage - --stdin-filename hq.cfg", text);
    assert_eq!((status, errors.as_str()), (Status::Clean, ""));
    assert!(output.contains("3  unrecognised  crypto map M 10 set frobnication"), "{output}");
    assert!(!output.contains("limit max-sa"), "{output}");
    let (_, output, _) = run_with("ikelint coverage - --irrelevant --format json", text);
    let report: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(report["schema"], "ikelint.coverage.v1");
    let file = &report["files"][0];
    assert_eq!((file["vpn_lines"].as_u64(), file["understood"].as_u64()), (Some(3), Some(1)));
    assert_eq!((file["recognised_percent"].as_f64(), file["understood_percent"].as_f64()), (Some(66.6), Some(50.0)));
    assert_eq!(
        (file["lines"][0]["line"].as_u64(), file["lines"][1]["standing"].as_str()),
        (Some(3), Some("irrelevant"))
    );
}

#[test]
fn coverage_names_what_it_cannot_read() {
    let (status, output, _) = run_with("ikelint coverage -", b"!! IOS XR Configuration 7.3.2\n");
    assert_eq!(status, Status::Input);
    assert!(output.contains("Cisco IOS XR"), "{output}");
}

#[test]
fn the_release_that_is_assumed_is_told() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/base");
    let line = |assume: &str| {
        run_line(&format!("ikelint check {folder}/asa-ikev1-a.cfg {folder}/asa-ikev1-b.cfg --assume {assume}"))
    };
    let (status, output, errors) = line("asa=9.12");
    assert_eq!((status, errors.as_str()), (Status::Clean, ""));
    assert_eq!(output.matches("asa 9.12 (assumed; the file says 9.16(4))").count(), 2, "{output}");
    let (_, output, _) = line(&format!("asa=9.12 --assume {folder}/asa-ikev1-b.cfg=9.18"));
    assert!(output.contains("asa 9.12 (assumed") && output.contains("asa 9.18 (assumed"), "{output}");
    let (status, _, errors) = line("ios=15.9");
    assert_eq!(status, Status::Clean);
    assert!(errors.contains("--assume ios=15.9: no file is of that platform"), "{errors}");
    let (status, _, errors) = line("junos=1.2");
    assert_eq!(status, Status::Usage);
    assert!(errors.contains("neither psk, nor a platform (asa, ios, panos, swanctl)"), "{errors}");
}

#[test]
fn show_prints_the_model_of_one_file() {
    let text = b"crypto map M 10 set peer 192.0.2.9\ncrypto map M 10 set pfs\ncrypto map M 10 match address L\n";
    let (status, output, errors) = run_with("ikelint show - --stdin-filename hq.cfg --assume asa=9.13", text);
    assert_eq!((status, errors.as_str()), (Status::Clean, ""));
    assert!(output.contains("file: hq.cfg") && output.contains("release: \"9.13\"  # assumed by the user"), "{output}");
    assert!(output.contains("perfect_forward_secrecy_group: 14  # default of asa 9.13: "), "{output}");
    let (_, output, _) = run_with("ikelint show - --complete --format json", text);
    let shown: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(shown["device"]["complete"]["value"], true);
    assert_eq!(shown["entries"][0]["perfect_forward_secrecy_group"]["origin"], "unknown");
    for (line, input, expected) in [
        ("ikelint show -", "hostname hq\n", Status::Input),
        ("ikelint show /nonexistent/a.cfg", "", Status::Input),
        ("ikelint show .", "", Status::Usage),
        ("ikelint show - --assume junos=1.2", "", Status::Usage),
    ] {
        let (status, output, errors) = run_with(line, input.as_bytes());
        assert_eq!((status, output.as_str()), (expected, ""), "{line}");
        assert_eq!(errors.lines().count(), 1, "{line}: {errors}");
    }
}
