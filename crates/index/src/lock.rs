//! The lock that only one builder of a directory holds, with its process's number in it.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::Path;

use gongkai_document::Timestamp;

use crate::error::{Holder, IndexError};

const LOCK: &str = "lock";

/// Locks a directory of generations until the file is dropped, or its process is gone in whatever way.
pub(crate) fn lock(directory: &Path) -> Result<File, IndexError> {
    let path = directory.join(LOCK);
    // What stands in it is its holder's until the lock is ours.
    let opened = File::options().create(true).truncate(false).write(true).open(&path);
    let mut file = opened.map_err(IndexError::file("create", &path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(IndexError::Busy { path: directory.to_owned(), holder: holder(&path) });
        }
        Err(TryLockError::Error(error)) => return Err(IndexError::file("lock", path)(error)),
    }
    let noted = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
    noted.map_err(IndexError::file("write", path))?;
    Ok(file)
}

/// Who holds the lock, and since when: the file was written when it was taken.
fn holder(path: &Path) -> Option<Holder> {
    let process = fs::read_to_string(path).ok()?.trim().parse().ok()?;
    let since = Timestamp::try_from(fs::metadata(path).ok()?.modified().ok()?).ok()?;
    Some(Holder { process, since })
}
