//! What the lab asks of an IKE daemon, whichever it is.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::Child;

use crate::observe::Line;
use crate::site::Site;

/// An IKE daemon in a namespace.
pub(crate) trait Daemon: Send {
    /// Replaces its configuration.
    fn load(&mut self, site: &Site) -> io::Result<()>;

    /// Asks for a child, and for the IKE SA before it where there is none; whether the daemon believes that it is up.
    fn initiate(&mut self, child: &str) -> io::Result<bool>;

    /// Asks for new keys of a child, without waiting for them; false where no such child is up.
    fn rekey(&mut self, child: &str) -> io::Result<bool>;

    /// Drops every SA, and waits until they are gone.
    fn forget(&mut self) -> io::Result<()>;

    /// The lines that it has written since the last call.
    fn read_log(&mut self) -> io::Result<Vec<Line>>;
}

/// A file that a daemon writes.
pub(crate) struct Log {
    file: File,
    /// The beginning of a line that is not finished yet.
    unfinished: String,
}

impl Log {
    /// Opens the file, which has to be there.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: File::open(path)?, unfinished: String::new() })
    }

    /// The whole lines that are new.
    pub(crate) fn read(&mut self) -> io::Result<Vec<String>> {
        self.file.read_to_string(&mut self.unfinished)?;
        let end = self.unfinished.rfind('\n').map_or(0, |at| at + 1);
        let lines = self.unfinished[..end].lines().map(str::to_owned).collect();
        self.unfinished.drain(..end);
        Ok(lines)
    }
}

/// Kills a process that the lab has started, by its id. There is nothing that it would have to put in order: all that
/// it has touched is its namespace and its folder.
pub(crate) fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}
