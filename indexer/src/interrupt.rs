//! Ctrl-C: the first asks for a clean stop, the second stops at once.

use tokio::sync::watch;

/// Whether someone asked the program to stop.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    /// Listens for Ctrl-C, and for the signal by which a system stops its services.
    pub(crate) fn listen() -> std::io::Result<Self> {
        let (request, requested) = watch::channel(false);
        let mut signals = Signals::new()?;
        tokio::spawn(async move {
            signals.next().await;
            tracing::info!("stopping; press Ctrl-C again to stop at once");
            request.send_replace(true);
            signals.next().await;
            stop_at_once();
        });
        Ok(Self(requested))
    }

    /// Whether to stop at the next point where that loses nothing.
    pub(crate) fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// The same as a channel, for work that waits on several things at once.
    pub(crate) fn receiver(&self) -> watch::Receiver<bool> {
        self.0.clone()
    }

    /// Waits until someone asks the program to stop.
    pub(crate) async fn requested(mut self) {
        if self.0.wait_for(|requested| *requested).await.is_err() {
            // Nobody can ask any more.
            std::future::pending::<()>().await;
        }
    }

    #[cfg(test)]
    pub(crate) fn already(requested: bool) -> Self {
        Self(watch::channel(requested).1)
    }
}

#[expect(clippy::exit, reason = "whoever presses Ctrl-C twice wants no more waiting")]
fn stop_at_once() {
    std::process::exit(130);
}

#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_is_seen_at_once_and_by_whoever_waits() {
        let (request, requested) = watch::channel(false);
        let interrupt = Interrupt(requested);
        assert!(!interrupt.is_requested());
        let waiting = tokio::spawn(interrupt.clone().requested());
        request.send_replace(true);
        waiting.await.unwrap();
        assert!(interrupt.is_requested());
    }
}
