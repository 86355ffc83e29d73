//! A run of the lab: many cases, and what is told of them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use crate::bench::Bench;
use crate::case::Case;
use crate::implementation::Implementation;
use crate::install;
use crate::judgement::{Judgement, Recorded};
use crate::namespace;
use crate::options::Options;
use crate::trial::Trial;
use crate::vendor::Tally;

/// After so many disagreements the run is over.
const ENOUGH: usize = 20;

/// How many disagreements are made simple and shown.
const SHOWN: usize = 3;

/// The folder of a run, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("ikelint-lab-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Negotiates, compares, and tells. Whether everything agreed.
pub(crate) fn run(options: &Options, implementation: &Implementation) -> io::Result<bool> {
    namespace::sweep()?;
    let folder = Folder::new()?;
    let shim = install::shim(&folder.0)?;
    let mut benches = Vec::new();
    for number in 0..options.daemons {
        benches.push(Bench::new(number, &folder.0, &shim, implementation)?);
    }
    let begun = Instant::now();
    let trials = hold_all(options, &mut benches)?;
    tell(&trials, begun.elapsed().as_secs_f64());
    if let Some(file) = &options.record {
        record(&trials, file)?;
    }
    // What is the vendors' and what the protocol's is told by strongSwan.
    let vendors = options.libreswan || tell_vendors(&trials);
    let disagreements: Vec<Trial> = trials.into_iter().filter(|trial| !trial.agrees()).collect();
    let agreed = disagreements.is_empty() && vendors;
    if let Some(bench) = benches.first_mut() {
        show(options, disagreements, bench)?;
    }
    Ok(agreed)
}

/// Puts every case to both judges, on as many benches as there are; the trials come in the order of the cases.
fn hold_all(options: &Options, benches: &mut [Bench]) -> io::Result<Vec<Trial>> {
    let next = AtomicU64::new(options.first);
    let disagreements = AtomicUsize::new(0);
    let held: Mutex<BTreeMap<u64, io::Result<Trial>>> = Mutex::new(BTreeMap::new());
    let work = |bench: &mut Bench| {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let is_over = disagreements.load(Ordering::Relaxed) >= ENOUGH;
            if number >= options.first + options.pairs || is_over {
                break;
            }
            let trial = Trial::hold(Case::draw(options.seed, number), bench);
            let weight = match &trial {
                Ok(trial) => usize::from(!trial.agrees()),
                Err(_) => ENOUGH,
            };
            disagreements.fetch_add(weight, Ordering::Relaxed);
            held.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(number, trial);
        }
    };
    thread::scope(|scope| {
        for bench in benches {
            scope.spawn(|| work(bench));
        }
    });
    held.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).into_values().collect()
}

/// Tells how many there were, and what came of them.
fn tell(trials: &[Trial], seconds: f64) {
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for judgement in trials.iter().flat_map(|trial| &trial.daemons) {
        *ends.entry(judgement.to_string()).or_default() += 1;
    }
    println!("what came of the negotiations:");
    for (end, count) in ends {
        println!("{count:7}  {end}");
    }
    let count = |what: fn(&Trial) -> bool| trials.iter().filter(|trial| what(trial)).count();
    println!(
        "{} pairs, {} negotiations in {seconds:.1} s; {} pairs agree, {} disagree; {} were negotiated again",
        trials.len(),
        2 * trials.iter().map(|trial| trial.attempts).sum::<usize>(),
        count(Trial::agrees),
        count(|trial| !trial.agrees()),
        count(|trial| trial.agrees() && trial.attempts > 1),
    );
}

/// Tells what ikelint says of the same pairs in the words of other vendors. Whether everything agreed.
fn tell_vendors(trials: &[Trial]) -> bool {
    let agreed = trials.iter().filter(|trial| trial.agrees());
    let tally = Tally::of(&agreed.map(|trial| (trial.case.sites(), trial.daemons.clone())).collect::<Vec<_>>());
    println!("{tally}");
    tally.disagreements.iter().take(SHOWN).for_each(|disagreement| println!("\nDisagreement: {disagreement}"));
    tally.disagreements.is_empty()
}

/// Writes down what the daemons said, for those who have none.
fn record(trials: &[Trial], file: &Path) -> io::Result<()> {
    let of = |trial: &Trial| Recorded {
        sites: trial.case.sites(),
        files: trial.texts.clone(),
        negotiations: trial.daemons.clone(),
    };
    // A line each, so that one can see which pair has changed.
    let lines = trials.iter().map(|trial| serde_json::to_string(&of(trial))).collect::<Result<Vec<_>, _>>()?;
    std::fs::write(file, format!("[\n{}\n]\n", lines.join(",\n")))
}

/// Makes some of the disagreements as simple as they get, and shows them.
fn show(options: &Options, disagreements: Vec<Trial>, bench: &mut Bench) -> io::Result<()> {
    for trial in disagreements.into_iter().take(SHOWN) {
        let trial = trial.shrink(bench)?;
        println!("\nDisagreement (seed {}): {:?} {:?}", options.seed, trial.case.base, trial.case.faults);
        for (name, text) in ["a", "b"].iter().zip(&trial.texts) {
            println!("--- {name}.conf\n{text}");
        }
        for (end, name) in ["a", "b"].iter().enumerate() {
            show_direction(&trial, end, name);
        }
    }
    Ok(())
}

fn show_direction(trial: &Trial, end: usize, name: &str) {
    let said = match &trial.ikelint {
        Ok(judgements) => judgements[end].to_string(),
        Err(reason) => reason.clone(),
    };
    let daemons: &Judgement = &trial.daemons[end];
    println!("{name} begins\n  the daemons: {daemons}\n  ikelint:     {said}");
    for (writer, log) in ["a", "b"].iter().zip(&trial.logs[end]) {
        println!("  the log of {writer}:");
        log.iter().for_each(|line| println!("    {line}"));
    }
}
