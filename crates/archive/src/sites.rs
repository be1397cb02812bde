//! Sites and their column trees, as their front pages last showed them.

use gongkai_document::{Column, Site, SiteId};
use rusqlite::Row;
use url::Url;

use crate::values::url;
use crate::{Archive, ColumnId, Result, RunId};

/// A site that a run has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedSite {
    /// The platform's number for it.
    pub id: SiteId,
    /// What it is called.
    pub name: String,
    /// The platform that serves it.
    pub platform: String,
    /// Where its catalogue begins.
    pub app_url: Url,
    /// The front page it was read from.
    pub front_page: Url,
    /// The run that read it last.
    pub run: RunId,
}

/// A column of a site's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedColumn {
    /// Which column of which site.
    pub column: ColumnId,
    /// The path of names from the top.
    pub path: Column,
    /// Where its items really are, when the catalogue itself does not list them.
    pub jump_url: Option<String>,
}

impl Archive {
    /// Keeps what a front page says about its site. Columns that are no longer in the tree stay known but are not
    /// current: [`Archive::columns`] and reports leave them out.
    pub fn record_site(&self, run: RunId, site: &Site, front_page: &Url) -> Result<()> {
        let site_id = site.id.0.cast_signed();
        self.batch(|archive| {
            archive.connection.execute(
                "INSERT INTO sites (id, name, app_url, front_page, run, platform) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, app_url = ?3, front_page = ?4, run = ?5, platform = ?6",
                (site_id, &site.name, site.app_url.as_str(), front_page.as_str(), run, &site.platform),
            )?;
            archive.connection.execute("UPDATE columns SET current = 0 WHERE site = ?1", [site_id])?;
            let mut insert = archive.connection.prepare_cached(
                "INSERT INTO columns (site, id, position, current, path, jump_url) VALUES (?1, ?2, ?3, 1, ?4, ?5)
                 ON CONFLICT (site, id) DO UPDATE SET position = ?3, current = 1, path = ?4, jump_url = ?5",
            )?;
            for (position, (names, column)) in (0_i64..).zip(site.columns_with_paths()) {
                let path = Column::from_names(names);
                insert.execute((site_id, column.id.cast_signed(), position, path.as_str(), &column.jump_url))?;
            }
            Ok(())
        })
    }

    /// Every site ever recorded, ordered by number.
    pub fn sites(&self) -> Result<Vec<RecordedSite>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT id, name, app_url, front_page, run, platform FROM sites ORDER BY id")?;
        select.query_and_then([], read_site)?.collect()
    }

    /// The columns of a site's current tree, parents before their children.
    pub fn columns(&self, site: SiteId) -> Result<Vec<RecordedColumn>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT id, path, jump_url FROM columns WHERE site = ?1 AND current ORDER BY position")?;
        let read = |row: &Row<'_>| {
            let column: i64 = row.get(0)?;
            Ok(RecordedColumn {
                column: ColumnId { site, column: column.cast_unsigned() },
                path: Column::new(row.get::<_, String>(1)?),
                jump_url: row.get(2)?,
            })
        };
        select.query_and_then([site.0.cast_signed()], read)?.collect()
    }
}

fn read_site(row: &Row<'_>) -> Result<RecordedSite> {
    let id: i64 = row.get(0)?;
    let (app_url, front_page): (String, String) = (row.get(2)?, row.get(3)?);
    Ok(RecordedSite {
        id: SiteId(id.cast_unsigned()),
        name: row.get(1)?,
        platform: row.get(5)?,
        app_url: url(&app_url)?,
        front_page: url(&front_page)?,
        run: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{TestArchive, at, front_page, site};

    fn paths(archive: &Archive) -> Vec<String> {
        archive.columns(site().id).unwrap().iter().map(|column| column.path.as_str().to_owned()).collect()
    }

    #[test]
    fn a_site_read_again_replaces_its_tree_and_forgets_no_column() {
        let archive = TestArchive::new();
        let first = archive.begin_run(&[], false, at(0)).unwrap().run;
        archive.record_site(first, &site(), &front_page()).unwrap();
        assert_eq!(paths(&archive), ["政策", "政策/规范性文件", "通知公告"]);

        let mut renamed = site();
        renamed.name = "花都区某镇".to_owned();
        renamed.columns.remove(0);
        renamed.columns[0].name = "公告".to_owned();
        archive.record_site(first, &renamed, &front_page()).unwrap();
        assert_eq!(paths(&archive), ["公告"]);
        let expected = RecordedSite {
            id: site().id,
            name: "花都区某镇".to_owned(),
            platform: "nfcms".to_owned(),
            app_url: site().app_url,
            front_page: front_page(),
            run: first,
        };
        assert_eq!(archive.sites().unwrap(), [expected]);

        archive.record_site(first, &site(), &front_page()).unwrap();
        assert_eq!(paths(&archive), ["政策", "政策/规范性文件", "通知公告"]);
    }

    #[test]
    fn numbers_of_any_size_come_back() {
        let archive = TestArchive::new();
        let run = archive.begin_run(&[], false, at(0)).unwrap().run;
        let mut huge = site();
        huge.id = SiteId(u64::MAX);
        huge.columns[1].id = u64::MAX - 1;
        archive.record_site(run, &huge, &front_page()).unwrap();
        assert_eq!(archive.sites().unwrap()[0].id, huge.id);
        assert_eq!(archive.columns(huge.id).unwrap()[2].column, ColumnId { site: huge.id, column: u64::MAX - 1 });
    }
}
