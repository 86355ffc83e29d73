//! Two daemons facing each other, and what comes of the configurations that they are given.

use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::daemon::Daemon;
use crate::implementation::Implementation;
use crate::judgement::{Judgement, either_may_rekey};
use crate::namespace::Namespaces;
use crate::observe::{Part, judge};
use crate::site::Site;

/// How long the other daemon may take to write down what it has done.
const SETTLE: Duration = Duration::from_millis(1500);

/// How many times in a row, a millisecond apart, there has to be nothing new in the logs.
const QUIET: usize = 3;

/// Two namespaces and a daemon in each.
pub(crate) struct Bench {
    // Before the namespaces, so that the daemons end first.
    daemons: [Box<dyn Daemon>; 2],
    pub(crate) implementation: Implementation,
    namespaces: Namespaces,
}

/// What has come of one end beginning, with the logs of both daemons.
pub(crate) struct Negotiation {
    pub(crate) judgement: Judgement,
    /// What each daemon has written, indexed by end.
    pub(crate) logs: [Vec<String>; 2],
}

impl Bench {
    /// Makes the namespaces and starts a daemon in each, on the main thread; see [`Implementation::start`].
    pub(crate) fn new(number: usize, folder: &Path, shim: &Path, implementation: &Implementation) -> io::Result<Self> {
        let namespaces = Namespaces::new(number)?;
        let start = |end: usize| {
            let folder = folder.join(format!("{number}{}", ["a", "b"][end]));
            implementation.start(&namespaces.names[end], &folder, shim)
        };
        let daemons = [start(0)?, start(1)?];
        Ok(Self { daemons, implementation: implementation.clone(), namespaces })
    }

    /// Lets each end begin once.
    pub(crate) fn negotiate(&mut self, sites: &[Site; 2]) -> io::Result<[Negotiation; 2]> {
        self.namespaces.lay(sites.each_ref().map(|site| site.path))?;
        for (daemon, site) in self.daemons.iter_mut().zip(sites) {
            daemon.load(site)?;
        }
        let [mut a, mut b] = [self.begin(&sites[0])?, self.begin(&sites[1])?];
        if !either_may_rekey([&a.judgement, &b.judgement]) {
            (a.judgement.rekeyed_back, b.judgement.rekeyed_back) = (None, None);
        }
        Ok([a, b])
    }

    /// Lets one end begin. Children that differ in their proposals are asked for one by one, from nothing each time,
    /// since what comes of one hangs on whether it travels in IKE_AUTH.
    fn begin(&mut self, site: &Site) -> io::Result<Negotiation> {
        let names = site.child_names();
        if site.has_like_children() {
            return self.ask_for(site.end, &names);
        }
        let mut joined = self.ask_for(site.end, &names[..1])?;
        for name in &names[1..] {
            let one = self.ask_for(site.end, std::slice::from_ref(name))?;
            joined.judgement.children.extend(one.judgement.children);
            joined.logs.iter_mut().zip(one.logs).for_each(|(log, more)| log.extend(more));
        }
        Ok(joined)
    }

    /// Asks for children in one IKE SA, from nothing.
    fn ask_for(&mut self, initiator: usize, children: &[String]) -> io::Result<Negotiation> {
        self.clear()?;
        let mut parts = Vec::new();
        for child in children {
            parts.push(self.ask(initiator, child)?);
            if !parts[0].has_ike_sa() {
                break;
            }
        }
        let all_up = parts.iter().all(Part::has_child);
        let rekey = match children.first() {
            // In IKEv1 new keys are another quick mode, which would prove nothing new.
            Some(child) if all_up && parts[0].is_ikev2() => {
                // A child that has gone again, as on a busy machine, gets no new keys; that is tried again like any
                // other disagreement.
                Some(self.rekey(initiator, child)?.unwrap_or_default())
            }
            _ => None,
        };
        // The other end as well, which keeps its child where the first has been refused.
        let back = match (&rekey, children) {
            (Some(_), [child]) => self.rekey_back(1 - initiator, child)?,
            _ => None,
        };
        let judgement = judge(&parts, rekey.as_ref(), back.as_ref());
        let mut logs = [Vec::new(), Vec::new()];
        for part in parts.iter().chain(&rekey) {
            logs[initiator].extend_from_slice(part.initiator.lines());
            logs[1 - initiator].extend_from_slice(part.responder.lines());
        }
        if let Some(part) = &back {
            logs[initiator].extend_from_slice(part.responder.lines());
            logs[1 - initiator].extend_from_slice(part.initiator.lines());
        }
        Ok(Negotiation { judgement, logs })
    }

    /// Makes both ends forget what was, also in their logs.
    fn clear(&mut self) -> io::Result<()> {
        for daemon in &mut self.daemons {
            daemon.forget()?;
        }
        // The deletion that the first has sent to the second is on its way.
        for daemon in &mut self.daemons {
            daemon.forget()?;
        }
        self.collect(0, |_, quiet| quiet >= QUIET).map(drop)
    }

    /// Asks for one child and waits until both daemons are done with it.
    fn ask(&mut self, initiator: usize, child: &str) -> io::Result<Part> {
        let up = self.daemons[initiator].initiate(child)?;
        // An initiator that has given up has left the responder the time of all its retransmissions.
        let done = |part: &Part, quiet: usize| if up { part.has_child() } else { quiet >= QUIET };
        self.collect(initiator, done)
    }

    /// Asks for new keys of a child and waits until both daemons are done; `None` where no such child is up.
    fn rekey(&mut self, initiator: usize, child: &str) -> io::Result<Option<Part>> {
        if !self.daemons[initiator].rekey(child)? {
            return Ok(None);
        }
        self.collect(initiator, |part, _| part.has_child() || part.initiator.is_child_refused()).map(Some)
    }

    /// The same of the end that did not begin, which may have taken another child of its own for the one asked for.
    fn rekey_back(&mut self, responder: usize, child: &str) -> io::Result<Option<Part>> {
        // What has been replaced is deleted first.
        self.collect(responder, |_, quiet| quiet >= QUIET)?;
        self.rekey(responder, child)
    }

    /// Reads both logs until `done`, which also learns how often in a row there was nothing new, or until time is up.
    fn collect(&mut self, initiator: usize, done: impl Fn(&Part, usize) -> bool) -> io::Result<Part> {
        let deadline = Instant::now() + SETTLE;
        let mut part = Part::default();
        let mut quiet = 0;
        loop {
            let own = self.daemons[initiator].read_log()?;
            let theirs = self.daemons[1 - initiator].read_log()?;
            quiet = if own.is_empty() && theirs.is_empty() { quiet + 1 } else { 0 };
            part.initiator.add(own);
            part.responder.add(theirs);
            if done(&part, quiet) || Instant::now() > deadline {
                return Ok(part);
            }
            sleep(Duration::from_millis(1));
        }
    }
}
