package text_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// term is one thing of the field, in both languages.
type term struct {
	english string   // a regular expression
	chinese []string // one of them is in the Chinese message
	never   string   // other words for it, as a regular expression; "" for none
}

// terms are those that the vendors' consoles have a word for. One that has several words in Chinese has
// that of the console for each.
func terms() []term {
	return []term{
		{`\bavailability zones?\b|\bzones?\b`, []string{"可用区", "Zone", "此处", "此"}, `区域可用|机房`},
		{
			`\bmachines?\b|\binstances?\b`,
			[]string{"实例", "本机", "个"},
			`机器|主机实例|虚机|伺服器`,
		},
		{`\baccounts?\b`, []string{"账号"}, `帐号|帐户|账户|用户账号`},
		{`\bbalance\b`, []string{"余额"}, `结余`},
		{`\bimages?\b`, []string{"镜像"}, `映像|影像`},
		{`\bquota\b`, []string{"配额"}, `限额|额度限制`},
		{`\bstock\b`, []string{"库存"}, `存货`},
		{`\bsold out\b`, []string{"已售罄"}, `卖光|售完|无货|售空`},
		{`\bprepaid\b`, []string{"预付费"}, `预付款`},
		{`\bpostpaid\b`, []string{"后付费"}, `按需付费|后付款`},
		{`\btraffic packages?\b`, []string{"流量包"}, `流量套餐`},
		{`\bbandwidth\b`, []string{"带宽"}, `频宽`},
		{`\bsubnets?\b`, []string{"虚拟子网"}, `[^拟]子网`},
		{`\bpartitions?\b`, []string{"分区"}, `磁盘区`},
		{`\bdrive letters?\b`, []string{"盘符"}, `驱动器号`},
		{`\bdisks?\b`, []string{"硬盘", "系统盘", "数据盘", "磁盘"}, `碟`},
		{`\bpasswords?\b`, []string{"密码"}, `口令`},
		{`\bhost names?\b`, []string{"主机名"}, `主机名称`},
		{`\bresource groups?\b`, []string{"资源组"}, `资源群组`},
		{`\bsecurity groups?\b`, []string{"安全组"}, ``},
		{`\bvouchers?\b`, []string{"代金券"}, `优惠券|抵用券`},
		{`\bcredentials?\b`, []string{"凭证"}, `凭据|认证信息`},
		{`\bvendor'?s?\b`, []string{"厂商"}, `供应商|服务商|云商|提供商`},
		{`\bjournals?\b`, []string{"订单库", "journal"}, `日记|流水账|账本`},
		{`\brecycle bin\b`, []string{"回收站"}, `垃圾箱`},
		{`\bsimulated cloud\b`, []string{"模拟云"}, `仿真`},
		{`\bboard\b`, []string{"看板", "board"}, `面板|仪表板`},
		{`\bwizard\b`, []string{"向导"}, `引导程序`},
		{`\bendpoints?\b`, []string{"接入点", "endpoint"}, `端点|服务地址`},
		{`\bconfiguration file\b`, []string{"配置文件"}, `配置档|设置文件`},
		{`\border files?\b`, []string{"订单文件"}, `订单档`},
		{`\brequest id\b`, []string{"请求 ID"}, `请求编号|请求标识`},
		{`\bfirst-boot script\b|\bstart scripts?\b`, []string{"用户数据"}, `启动脚本|开机脚本|初始化脚本`},
		{`\bterminal\b`, []string{"终端"}, `控制终端`},
		{`\badmin(istrator)?\b`, []string{"管理员"}, `管理者`},
		{`\bspending limit\b`, []string{"支出上限"}, `消费限制`},
		{`\bprivate networks?\b`, []string{"私有网络"}, `专用网络|私网网络`},
		{`\bpublic networks?\b`, []string{"公网网络"}, `公共网络`},
		{`\bpublic key\b`, []string{"公钥"}, `公开密钥`},
		{`\bprofiles?\b`, []string{"profile"}, `配置档案|概要`},
		// Words of other regions, and of machine translation.
		{"", nil, `登陆|登入|网路|资讯|软体|硬体|档案|预设|储存|` +
			`支援|讯息|伺服器|程式|视窗|撤消|请您|您`},
	}
}

// elsewhere are messages that say what they mean without the term, or mean something else by the English word.
var elsewhere = map[string]bool{
	"help.name": true, "help.hostname": true, "help.billing.commitment": true, "advice.other_type_or_fewer": true,
	"resume.no_terminal": true, "storage.default_layout_note": true, "advice.different_nics": true,
}

// TestTerms wants the Chinese word of the consoles where the English message has the thing. [TestRejected] refuses
// other words for it.
func TestTerms(t *testing.T) {
	t.Parallel()
	english, chinese := messages(t, "en"), messages(t, "zh")
	for _, w := range terms() {
		in := regexp.MustCompile(`(?i)` + w.english)
		for _, id := range slices.Sorted(maps.Keys(chinese)) {
			zh, en := chinese[id]["other"], plain(english[id]["other"])
			has := func(s string) bool { return strings.Contains(zh, s) }
			if w.english != "" && in.MatchString(en) && !elsewhere[id] && !slices.ContainsFunc(w.chinese, has) {
				t.Errorf("message %q: %q stands for %q; want %q in %q", id, in.FindString(en), en, w.chinese, zh)
			}
		}
	}
}

// plain is s without values, commands and quoted names.
func plain(s string) string {
	return regexp.MustCompile("\\{\\{[^}]*\\}\\}|`[^`]*`|--[a-z-]+").ReplaceAllString(s, "")
}

// TestPunctuation wants full-width punctuation between Chinese words, and a blank between Chinese and Latin ones.
func TestPunctuation(t *testing.T) {
	t.Parallel()
	for id, m := range messages(t, "zh") {
		s := regexp.MustCompile("`[^`]*`").ReplaceAllString(m["other"], "`x`")
		s = regexp.MustCompile(`\{\{(if|else|end|with)[^}]*\}\}`).ReplaceAllString(s, "\n")
		for _, bad := range []string{
			`\p{Han}[,;:!?]`, `[,;!?(]\p{Han}`, // half-width between words
			`\p{Han}[0-9A-Za-z` + "`" + `]`, `[0-9A-Za-z` + "`" + `]\p{Han}`, // no blank
			`\p{Han} \p{Han}`, `[，。：；（）、？！] `, ` [，。：；（）、？！]`, // too many
			`。$`, `[“”‘’]`, // a single sentence has no period; these quotes are of ambiguous width
		} {
			if found := regexp.MustCompile(bad).FindString(s); found != "" && !loose[id] {
				t.Errorf("message %q: %q in %q", id, found, m["other"])
			}
		}
	}
}

// loose are messages with punctuation of another syntax.
var loose = map[string]bool{
	"list.hint": true, "rule.pattern": true, "export.placed": true,
	"list.sentences": true,
}
