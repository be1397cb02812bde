//! Which columns a post, and so its document, belongs to.

use gongkai_document::{Column, DocumentId, Timestamp};

use crate::documents::Latest;
use crate::values::document_id;
use crate::{Archive, Change, Result};

impl Archive {
    /// The columns of the current trees whose lists have shown the post, the first to show it first.
    pub fn columns_of_post(&self, post: &DocumentId) -> Result<Vec<Column>> {
        let mut select = self.connection.prepare_cached(
            "SELECT c.path FROM posts p JOIN entries e ON e.post = p.id
             JOIN columns c ON c.site = e.site AND c.id = e.column_id
             WHERE p.name = ?1 AND c.current GROUP BY c.path ORDER BY min(e.id)",
        )?;
        let columns = select.query_map([post.as_str()], |row| Ok(Column::new(row.get::<_, String>(0)?)))?;
        Ok(columns.collect::<Result<_, _>>()?)
    }

    /// Gives the documents that lists meanwhile show in other columns a new version with these; says how many.
    ///
    /// A post fetched before another column listed it, or whose column was renamed, would otherwise keep the columns it
    /// had then. Columns of a document that no list ever gave it stay. Call it when everything is listed and fetched,
    /// before the run is finished.
    pub fn refresh_columns(&self, at: Timestamp) -> Result<u64> {
        self.batch(|archive| {
            let mut select = archive.connection.prepare(
                "SELECT p.name, p.columns, d.id FROM posts p JOIN documents d ON d.key = p.document ORDER BY p.id",
            )?;
            let posts: Vec<(String, String, String)> =
                select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
            let mut refreshed = 0;
            for (post, before, document) in posts {
                let post = document_id(post)?;
                let before: Vec<Column> = serde_json::from_str(&before)?;
                let now = archive.columns_of_post(&post)?;
                let is_same = now.len() == before.len() && now.iter().all(|column| before.contains(column));
                // A post that no current column lists keeps the columns it had: lists are windows.
                if is_same || now.is_empty() {
                    continue;
                }
                refreshed += u64::from(archive.move_document(&document_id(document)?, &before, &now, at)?);
                archive
                    .connection
                    .prepare_cached("UPDATE posts SET columns = ?2 WHERE name = ?1")?
                    .execute((post.as_str(), serde_json::to_string(&now)?))?;
            }
            Ok(refreshed)
        })
    }

    /// Replaces the columns `before` of a current document by those of `now`; says whether that made a new version.
    fn move_document(&self, id: &DocumentId, before: &[Column], now: &[Column], at: Timestamp) -> Result<bool> {
        // A version that is held waits for a person; its columns are set when it is read again.
        let Some(Latest { mut document, source, is_held: false }) = self.latest(id)? else {
            return Ok(false);
        };
        document.columns.retain(|column| now.contains(column) || !before.contains(column));
        for column in now {
            if !document.columns.contains(column) {
                document.columns.push(column.clone());
            }
        }
        Ok(self.put_document(&document, &source, at)? != Change::Unchanged)
    }
}

#[cfg(test)]
mod tests {
    use gongkai_document::Document;

    use super::*;
    use crate::fixtures::{TestArchive, at, begin, finish, front_page, list, listing, page, site};
    use crate::{RunId, Source};

    fn columns(archive: &Archive) -> Vec<String> {
        let stored = archive.document(&DocumentId::from_post("nfcms", 1)).unwrap().unwrap();
        stored.document.columns.iter().map(|column| column.as_str().to_owned()).collect()
    }

    /// Fetches the post 1 as the crawler does, with a column of the page's own before those of the lists.
    fn fetch(archive: &Archive, run: RunId) {
        let post = archive.next_pending(run, 1, at(1)).unwrap().remove(0);
        let page = archive.store_page(&page(&post.item, 2)).unwrap();
        let mut document = Document::new(DocumentId::from_post("nfcms", 1), "通知", "正文");
        document.columns = vec![Column::new("媒体聚焦")];
        document.columns.extend(archive.columns_of_post(&DocumentId::from_post("nfcms", 1)).unwrap());
        let change = archive.put_document(&document, &Source::Page(page), at(2)).unwrap();
        archive.record_fetched(run, &post, page, &document.id, change).unwrap();
    }

    #[test]
    fn a_column_that_lists_a_fetched_post_later_joins_its_document() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        archive.record_listing_page(run, list(2), 1, &listing([1]), at(1)).unwrap();
        fetch(&archive, run);
        assert_eq!(archive.refresh_columns(at(3)).unwrap(), 0);

        archive.record_listing_page(run, list(3), 1, &listing([1]), at(4)).unwrap();
        assert_eq!(archive.refresh_columns(at(5)).unwrap(), 1);
        assert_eq!(columns(&archive), ["媒体聚焦", "政策/规范性文件", "通知公告"]);
        assert_eq!(archive.refresh_columns(at(6)).unwrap(), 0);
        let versions = archive.versions(&DocumentId::from_post("nfcms", 1)).unwrap();
        assert_eq!((versions.len(), &versions[0].source), (2, &versions[1].source));
    }

    #[test]
    fn a_renamed_column_takes_its_documents_along_and_a_removed_one_leaves_them() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        archive.record_listing_page(run, list(3), 1, &listing([1]), at(1)).unwrap();
        fetch(&archive, run);
        finish(&archive, run);

        let run = begin(&archive, false);
        let mut renamed = site();
        renamed.columns[1].name = "公告".to_owned();
        archive.record_site(run, &renamed, &front_page()).unwrap();
        assert_eq!(archive.refresh_columns(at(5)).unwrap(), 1);
        assert_eq!(columns(&archive), ["媒体聚焦", "公告"]);

        renamed.columns.pop();
        archive.record_site(run, &renamed, &front_page()).unwrap();
        assert_eq!(archive.columns_of_post(&DocumentId::from_post("nfcms", 1)).unwrap(), []);
        assert_eq!(archive.refresh_columns(at(6)).unwrap(), 0);
        assert_eq!(columns(&archive), ["媒体聚焦", "公告"]);
    }

    #[test]
    fn a_withdrawn_document_is_not_brought_back_by_a_new_column() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        archive.record_listing_page(run, list(2), 1, &listing([1]), at(1)).unwrap();
        fetch(&archive, run);
        let id = DocumentId::from_post("nfcms", 1);
        archive.withdraw(&id, "gone", at(3)).unwrap();
        archive.record_listing_page(run, list(3), 1, &listing([1]), at(4)).unwrap();
        assert_eq!(archive.refresh_columns(at(5)).unwrap(), 0);
        assert_eq!(archive.document(&id).unwrap(), None);
    }
}
