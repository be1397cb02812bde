//! How much reading one file may cost, and how the system is told so.

use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use serde::{Deserialize, Serialize};

/// How much reading one file may cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// A larger file is not read; 30 MiB by default. The largest attachments of the portals studied have some 20 MB, all
    /// of them scans.
    pub file_bytes_max: usize,
    /// Longer text is cut; 2 MiB by default, some 700,000 Chinese characters: more than any regulation has.
    pub text_bytes_max: usize,
    /// Address space of the reading process; 1 GiB by default.
    pub memory_bytes_max: u64,
    /// Processor time of the reading process; 20 s by default.
    pub cpu_seconds_max: u64,
    /// Time until the reading process is killed; 60 s by default, for a machine that is busy with other things.
    pub wall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes_max: 30 << 20,
            text_bytes_max: 2 << 20,
            memory_bytes_max: 1 << 30,
            cpu_seconds_max: 20,
            wall: Duration::from_secs(60),
        }
    }
}

impl Limits {
    /// Makes the system hold a child (or, for `None`, this process) to these limits, or to lower ones that already hold here:
    /// limits cannot be raised again.
    pub(crate) fn impose(&self, process: Option<Pid>) -> Result<(), Errno> {
        let file_bytes_max = u64::try_from(self.file_bytes_max).unwrap_or(u64::MAX);
        for (resource, limit) in [
            (Resource::As, self.memory_bytes_max),
            (Resource::Cpu, self.cpu_seconds_max),
            (Resource::Core, 0),
            // Tools that cannot read from a pipe make themselves a copy of the file.
            (Resource::Fsize, file_bytes_max),
        ] {
            let limit = Some(getrlimit(resource).maximum.map_or(limit, |held| held.min(limit)));
            prlimit(process, resource, Rlimit { current: limit, maximum: limit })?;
        }
        Ok(())
    }
}
