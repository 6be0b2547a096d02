//! A server in memory with the flows of this house, for as long as a test runs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use centralita_server::store::MemoryStore;
use centralita_server::{Server, Setup};
use centralita_tests::root;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A server on this computer.
pub struct Line {
    pub address: SocketAddr,
    /// The one-time link by which the first admin comes in.
    pub link: String,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// Begins to serve these flows, by the names of their files.
    pub fn begin(flows: &[&str]) -> Line {
        let paths: Vec<_> =
            flows.iter().map(|flow| root().join("flows").join(format!("{flow}.json"))).collect();
        let (stop, stopped) = watch::channel(false);
        let (tells, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = listener.local_addr().unwrap();
                let setup = Setup {
                    public: format!("http://{address}"),
                    ..Setup::over(Arc::new(MemoryStore::default()))
                };
                let server = Server::open(setup).await.unwrap();
                for path in &paths {
                    server.load(path).await.unwrap();
                }
                let link = server.first_link().await.unwrap().unwrap();
                tells.send((address, link)).unwrap();
                server.run(listener, stopped).await.unwrap();
            });
            // Sockets that a page left open end here.
            runtime.shutdown_background();
        });
        let (address, link) = told.recv().unwrap();
        Line { address, link, stop, thread: Some(thread) }
    }

    /// The address of a page.
    pub fn page(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Tells it to stop, without waiting.
    pub fn stop(&self) {
        let _ = self.stop.send(true);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.stop();
        // Whoever has open sockets is not waited for.
        drop(self.thread.take());
    }
}
