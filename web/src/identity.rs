//! Whose service this is: the few words and addresses that differ from one office to another.

/// What the pages say about the office that runs the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What the service is called, on every page.
    pub name: String,
    /// Where the public reaches the service, such as `https://search.example.gov.cn`; where it is left out, addresses
    /// are made of what the request asked for.
    pub public_url: Option<String>,
    /// The portal whose documents are searched; only an `http` or `https` address becomes a link.
    pub portal_url: Option<String>,
    /// Where a request for information (依申请公开) is made; only an `http` or `https` address becomes a link.
    pub request_url: Option<String>,
    /// Queries that the front page offers to try.
    pub examples: Vec<String>,
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            name: "政府信息公开检索".to_owned(),
            public_url: None,
            portal_url: None,
            request_url: None,
            examples: ["养老助餐", "“最低生活保障” 申请条件", "城市更新 -公示", "政府信息公开工作年度报告"]
                .map(str::to_owned)
                .to_vec(),
        }
    }
}
