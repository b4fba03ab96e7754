//! Connections that can be cut at any moment, with or without TLS.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use futures_util::task::AtomicWaker;
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::TlsAcceptor;

/// Cuts one connection.
#[derive(Clone, Debug, Default)]
pub struct Cutter(Arc<CutterState>);

#[derive(Debug, Default)]
struct CutterState {
    is_cut: AtomicBool,
    reader: AtomicWaker,
}

impl Cutter {
    /// Cuts the connection: nothing more is read or written.
    pub fn cut(&self) {
        self.0.is_cut.store(true, Ordering::Release);
        self.0.reader.wake();
    }

    fn check(&self) -> io::Result<()> {
        if self.0.is_cut.load(Ordering::Acquire) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }
}

impl Connected<IncomingStream<'_, Door>> for Cutter {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.remote_addr().clone()
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A connection.
pub struct Wire {
    stream: Box<dyn Stream>,
    cutter: Cutter,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.cutter.0.reader.register(context.waker());
        self.cutter.check()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.cutter.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.cutter.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Where connections come in. Handshakes go on beside each other: a client that dislikes the
/// certificate keeps nobody else waiting.
pub struct Door {
    ready: mpsc::Receiver<(Wire, Cutter)>,
}

impl Door {
    /// Takes connections from this listener, with TLS where there is a configuration.
    pub fn open(listener: TcpListener, tls: Option<Arc<ServerConfig>>) -> Self {
        let (sender, ready) = mpsc::channel(64);
        let acceptor = tls.map(TlsAcceptor::from);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    if let Some(stream) = shaken(stream, acceptor).await {
                        let cutter = Cutter::default();
                        let wire = Wire {
                            stream,
                            cutter: cutter.clone(),
                        };
                        // Nobody takes it where the double has stopped meanwhile.
                        let _ = sender.send((wire, cutter)).await;
                    }
                });
            }
        });
        Self { ready }
    }
}

/// The connection after its handshake; `None` where the client broke it off.
async fn shaken(stream: TcpStream, acceptor: Option<TlsAcceptor>) -> Option<Box<dyn Stream>> {
    // Answers are written in parts; they are not to wait for each other.
    let _ = stream.set_nodelay(true);
    match acceptor {
        None => Some(Box::new(stream)),
        Some(acceptor) => match acceptor.accept(stream).await {
            Ok(stream) => Some(Box::new(stream)),
            Err(_) => None,
        },
    }
}

impl Listener for Door {
    type Io = Wire;
    type Addr = Cutter;

    async fn accept(&mut self) -> (Wire, Cutter) {
        poll_fn(|context| match self.ready.poll_recv(context) {
            Poll::Ready(Some(wire)) => Poll::Ready(wire),
            // Closed, which ends with the runtime.
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        })
        .await
    }

    fn local_addr(&self) -> io::Result<Cutter> {
        Ok(Cutter::default())
    }
}
