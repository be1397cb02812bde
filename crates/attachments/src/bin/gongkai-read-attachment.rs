//! The worker as a program of its own, for those who want to shut it in further: another user, a container, bubblewrap.

use std::io;

fn main() -> io::Result<()> {
    gongkai_attachments::serve_worker(io::stdin(), io::stdout())
}
