//! One case before both judges: the daemons and ikelint.

use std::io;

use crate::bench::Bench;
use crate::case::Case;
use crate::judgement::Judgement;
use crate::site::Site;

/// How often a case is negotiated before a disagreement counts. On a busy machine a daemon may answer so late that its
/// peer has given up; ikelint's judgement never depends on the hour.
const ATTEMPTS: usize = 3;

/// A case with what both judges say.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    pub(crate) case: Case,
    /// The two files.
    pub(crate) texts: [String; 2],
    /// What came of it, by the end that began.
    pub(crate) daemons: [Judgement; 2],
    /// What ikelint says would come of it, or why it says nothing.
    pub(crate) ikelint: Result<[Judgement; 2], String>,
    /// What the daemons wrote: by the end that began, then by the end that wrote. Not kept where all agree.
    pub(crate) logs: [[Vec<String>; 2]; 2],
    /// How often it was negotiated.
    pub(crate) attempts: usize,
}

impl Trial {
    /// Puts a case to both.
    pub(crate) fn hold(case: Case, bench: &mut Bench) -> io::Result<Self> {
        let sites = bench.implementation.sites(&case);
        let texts = sites.each_ref().map(Site::text);
        let ikelint = bench.implementation.judge(&sites, &texts);
        let mut attempts = 0;
        loop {
            attempts += 1;
            let [a, b] = bench.negotiate(&sites)?;
            let daemons = [a.judgement, b.judgement];
            let agrees = ikelint.as_ref() == Ok(&daemons);
            if agrees || attempts == ATTEMPTS {
                let logs = if agrees { Default::default() } else { [a.logs, b.logs] };
                return Ok(Self { case, texts, daemons, ikelint, logs, attempts });
            }
        }
    }

    /// Whether both say the same.
    pub(crate) fn agrees(&self) -> bool {
        self.ikelint.as_ref() == Ok(&self.daemons)
    }

    /// The simplest case near this one in which they still disagree.
    pub(crate) fn shrink(self, bench: &mut Bench) -> io::Result<Self> {
        for case in self.case.simpler() {
            let trial = Self::hold(case, bench)?;
            if !trial.agrees() {
                return trial.shrink(bench);
            }
        }
        Ok(self)
    }
}
