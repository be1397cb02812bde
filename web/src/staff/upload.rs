//! A request that somebody has as a file: what it says, to be searched for like a pasted one.

use std::fmt;
use std::sync::Arc;

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use gongkai_query::SIMILAR_CHARS_MAX;

use crate::staff::asked::{Asked, Refused};
use crate::staff::form::{CSRF_FIELD, Form};
use crate::staff::refusal::StaffRefusal;

/// The longest file, in bytes: a scanned request of some pages is larger, and has no text.
pub(super) const FILE_BYTES_MAX: usize = 8 << 20;
/// The name of the field with the file.
const FILE_FIELD: &str = "file";

/// What reads the text of a file by its name and its bytes, or says in Chinese why there is none.
///
/// Files come from anybody: whoever gives one reads them where a parser can crash and hang without harm.
#[derive(Clone)]
pub struct FileReader(Arc<Read>);

type Read = dyn Fn(&str, &[u8]) -> Result<String, String> + Send + Sync;

impl FileReader {
    /// Reads by `read`, which blocks its thread.
    pub fn new(read: impl Fn(&str, &[u8]) -> Result<String, String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }
}

impl fmt::Debug for FileReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileReader").finish_non_exhaustive()
    }
}

/// A file that was sent by a form of this side.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) name: String,
    bytes: Vec<u8>,
}

impl Upload {
    /// Reads the form. Without the token that belongs to the cookie it is refused.
    pub(super) async fn read(asked: &Asked, sent: Result<Multipart, MultipartRejection>) -> Result<Self, Refused> {
        let refuse = |refusal| asked.refuse(refusal);
        let mut sent = sent.map_err(|_| refuse(StaffRefusal::Form))?;
        let (mut pairs, mut upload) = (Vec::new(), None);
        while let Some(field) = sent.next_field().await.map_err(|error| refuse(cut_off(&error)))? {
            match field.name() {
                Some(CSRF_FIELD) => {
                    let token = field.text().await.map_err(|error| refuse(cut_off(&error)))?;
                    pairs.push((CSRF_FIELD.to_owned(), token));
                }
                Some(FILE_FIELD) => upload = Some(Self::of(field).await.map_err(refuse)?),
                _ => return Err(refuse(StaffRefusal::Form)),
            }
        }
        Form::of(asked, pairs)?;
        let chosen = upload.filter(|upload| !upload.bytes.is_empty());
        chosen.ok_or_else(|| refuse(StaffRefusal::Parameter("申请书文件", "请选择一个文件".to_owned())))
    }

    async fn of(field: Field<'_>) -> Result<Self, StaffRefusal> {
        let name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| cut_off(&error))?.to_vec();
        Ok(Self { name, bytes })
    }

    /// What the file says, as much of it as can be searched for; blocks its thread.
    pub(super) fn text(&self, reader: Option<&FileReader>) -> Result<String, StaffRefusal> {
        let unread = |why: String| StaffRefusal::Parameter("申请书文件", why);
        let FileReader(read) = reader.ok_or_else(|| unread("本服务不能读取文件，请粘贴申请内容".to_owned()))?;
        let text = read(&self.name, &self.bytes).map_err(unread)?;
        let text: String = text.trim().chars().take(SIMILAR_CHARS_MAX).collect();
        if text.is_empty() { Err(unread("文件中没有文字，请粘贴申请内容".to_owned())) } else { Ok(text) }
    }
}

/// A body that ends early or is too long.
fn cut_off(error: &MultipartError) -> StaffRefusal {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { StaffRefusal::Body } else { StaffRefusal::Form }
}
