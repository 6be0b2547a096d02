//! A server in memory with the flows of this house, for as long as a test runs.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use centralita_server::server::FirstToken;
use centralita_server::store::MemoryStore;
use centralita_server::{Server, Setup};
use centralita_tests::root;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A server on this computer.
pub struct Line {
    pub address: SocketAddr,
    /// The link by which its first admin comes in.
    pub link: String,
    /// What programs name and prove that use its Studio API; none once it has begun again.
    pub token: Option<FirstToken>,
    store: Arc<MemoryStore>,
    designer: Option<PathBuf>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// Begins to serve these flows, by the names of their files.
    pub fn begin(flows: &[&str]) -> Line {
        Line::run("127.0.0.1:0", flows, None, Arc::default())
    }

    /// The same with the page of the editor in a folder.
    pub fn with_designer(flows: &[&str], folder: PathBuf) -> Line {
        Line::run("127.0.0.1:0", flows, Some(folder), Arc::default())
    }

    fn run(
        listen: &str,
        flows: &[&str],
        designer: Option<PathBuf>,
        store: Arc<MemoryStore>,
    ) -> Line {
        let paths: Vec<_> =
            flows.iter().map(|flow| root().join("flows").join(format!("{flow}.json"))).collect();
        let (stop, stopped) = watch::channel(false);
        let (tells, told) = std::sync::mpsc::channel();
        let (listen, kept, page) = (listen.to_owned(), Arc::clone(&store), designer.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind(listen).await.unwrap();
                let address = listener.local_addr().unwrap();
                let public = format!("http://{address}");
                let setup = Setup { public, designer: page, ..Setup::over(kept) };
                let server = Server::open(setup).await.unwrap();
                for path in &paths {
                    server.load(path).await.unwrap();
                }
                let link = server.first_link().await.unwrap().unwrap_or_default();
                let token = server.first_token().await.unwrap();
                tells.send((address, link, token)).unwrap();
                server.run(listener, stopped).await;
            });
            // Sockets that a page left open end here.
            runtime.shutdown_background();
        });
        let (address, link, token) = told.recv().unwrap();
        Line { address, link, token, store, designer, stop, thread: Some(thread) }
    }

    /// The address of a page.
    pub fn page(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Tells it to stop, without waiting.
    pub fn stop(&self) {
        let _ = self.stop.send(true);
    }

    /// Stops it, and waits until nobody answers any more.
    pub fn end(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    /// Begins again at the same address, with everything that it knew.
    pub fn begin_again(&mut self) {
        let address = self.address.to_string();
        *self = Line::run(&address, &[], self.designer.clone(), Arc::clone(&self.store));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.stop();
        // Whoever has open sockets is not waited for.
        drop(self.thread.take());
    }
}
