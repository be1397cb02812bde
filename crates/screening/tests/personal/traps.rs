//! What looks like the data of a person and is none.

use gongkai_screening::{personal_data, screen_text};

use crate::generator::{Draws, credit_code, identity_number, mobile};

#[test]
fn no_credit_code_is_found_with_or_without_its_label() {
    let mut draws = Draws::new(6);
    for _ in 0..20_000 {
        let code = credit_code(&mut draws);
        for text in [format!("统一社会信用代码：{code}"), format!("{code}/2020-00012 索引号"), code] {
            assert_eq!(personal_data(&text), [], "{text}");
        }
    }
}

#[test]
fn a_credit_code_that_is_an_identity_number_as_well_is_one_by_its_label() {
    let number = identity_number(&mut Draws::new(7));
    assert_eq!(personal_data(&format!("统一社会信用代码：{number}")), []);
    assert_eq!(personal_data(&format!("经营者 {number}")).len(), 1);
}

#[test]
fn numbers_of_offices_pass() {
    for text in [
        "索引号：11440114007512345X/2020-00012，文号：穗花府办〔2020〕13800138号，粤府〔2019〕100号",
        "项目编号：GZHD-2020-13800138000，招标编号：440114202001010012，项目代码2019-440114-48-03-013800",
        "采购编号440114-2020-00123，合同号：13800138000，备案号：粤ICP备12345678号，粤B2-20090059",
        "预算金额：13800138000.00元，合计620000123456元，占比13.80013800038%",
        "请拨打12345、12315热线，020-12345，95588，4008001234，110、119，服务热线：13800138000",
        "监督电话：020-36880000、13800138000；传真：（020）36880001，办公电话 0763-3360000",
        "开户行：国家金库某支库，账号：440114201501010，账号：1234567890123456789，账户：13800138000",
        "2020-01-01 2020-12-31 20200101 20201231 2019年12月31日20时15分 201912312015",
        "ISBN 978-7-5000-0000-0，ISSN 1000-0000，国内统一书号9787500000000",
        "东经113.12345678901234，北纬23.123456789012345；X=2589000.123，Y=38400000.456",
        "post_5678901.html?id=138001380001380013800，t20200101_13800138000.html，md5:4401a14199001011234",
        "区划代码440114，邮政编码510800，许可证号SC10144011400123，注册号440114000012345",
        "联系人：王工，联系电话：020-36880000，邮箱：office@example.gov.cn，举报邮箱：jubao@example.com",
        "云A级、新A类、川A、京津冀，沪A股，青B超，粤A、B、C三类，苏A12，鲁A-12345678",
        "地址：某市某区新华街某某路1号，联系人：张三，办公地址：某路2号。护照办理1000000件，通行证有效期",
        "身高138 0013，人数1380 1380 138，面积440114 平方米",
    ] {
        assert_eq!(personal_data(text), [], "{text}");
    }
}

#[test]
fn screening_what_a_portal_published_does_not_look_for_persons() {
    let mut draws = Draws::new(8);
    let text = format!("申请人：张三，身份证号：{}，电话：{}", identity_number(&mut draws), mobile(&mut draws));
    assert_eq!(screen_text(&text), []);
    assert_eq!(personal_data(&text).len(), 3);
}
