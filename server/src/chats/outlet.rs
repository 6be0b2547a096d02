//! The outlet of chats: what a flow sends goes into the log of its conversation.

use centralita_engine::Map;
use centralita_engine::exec::SendMessage;

use crate::chats::Chats;
use crate::work::{Asked, Failed, Outlet};

#[async_trait::async_trait]
impl Outlet for Chats {
    async fn send(&self, asked: &Asked<'_>, message: &SendMessage) -> Result<Map, Failed> {
        let sent = Chats::send(self, asked.idempotency_key, message).await;
        sent.map_err(|error| match error.is_temporary() {
            true => Failed::for_now(error.to_string()),
            false => Failed::finally(error.to_string()),
        })
    }
}
