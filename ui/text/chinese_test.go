package text_test

import (
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/metalwright/metalwright/assets"
)

// decision is the one Chinese word for a thing, and the words that were rejected for it, as a regular expression.
type decision struct{ say, never string }

// decisions are those beyond the terms of the consoles. What a thing is called is decided here, once.
func decisions() []decision {
	return []decision{
		{"厂商", `云厂商`},
		{"订单 ID", `订单名称`},
		{"下单（动作）、购买（付费）", `订购|下单剩余|重新下单失败|下单 \{\{\.(Count|Limit|All)`},
		{"购买相同配置", `再次订购|再来一单`},
		{"标记", `(^|[^话])令牌`}, // a session token is another thing
		{"带宽组", `带宽集群`},
		{"IP、IPv4 地址、地址段", `IP 地址|公网地址|弹性地址|(空闲|一个|新)地址[^段]`},
		{"响应", `应答|回应`},
		{"同意计费", `同意收费`},
		{"回执", `收据`},
		{"审计末条、第 N 条", `末行|最后一条`},
		{"哈希值", `哈希([^值]|$)`},
		{"申请审批、待审批、批准", `请求批准|请求他人批准|申请批准|待批准`},
		{"购买时长", `计费周期|整个周期`},
		{"续费", `续订|续约`},
		{"目录价", `原价|刊例价|标价`},
		{"上限", `限额`},
		{"主题", `配色`},
		{"退出", `离开`},
		{"技术支持、工单", `客服|支持文本`},
		{"联系厂商", `询问厂商|问厂商`},
		{"不再列出、已不存在", `消失`},
		{"无法识别、已不提供、无效", `不认识`},
		{"已填写的内容、值、选项", `答案`},
		{"个（实例）", `([0-9几每第一二三四五六七八九十]|\}\})\s?台|台数`},
		{"/小时", `/时`},
		{"本程序", `此程序`},
		{"用户数据", `首次启动脚本|首启脚本`},
		{"Secret（访问密钥）、私钥（SSH）", `ID 和私钥`},
		{"profile", `账号配置|账户配置`},
		{"服务端（serve）", `服务器(的日志|的私钥|密钥|将)|人员名单`},
		{"硬盘（实例）", `[块组每]磁盘`},
		{"确认订单页", `确认页`},
		{"the noun itself", `它`},
		{`"…"`, `[「」『』]`},
	}
}

// prose is every line of Chinese that users read, by file and line: messages, help, captions of tours, and the README.
func prose(t *testing.T) map[string]string {
	t.Helper()
	lines := map[string]string{}
	add := func(name string, raw []byte, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range strings.Split(string(raw), "\n") {
			if strings.IndexFunc(l, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
				lines[name+":"+strconv.Itoa(i+1)] = l
			}
		}
	}
	raw, err := assets.Text.ReadFile("text/zh.toml")
	add("text/zh.toml", raw, err)
	raw, err = assets.Help.ReadFile("help/zh.toml")
	add("help/zh.toml", raw, err)
	raw, err = os.ReadFile("../../.github/README.zh-CN.md")
	add("README.zh-CN.md", raw, err)
	tours, err := fs.Glob(assets.Tours, "tours/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tours {
		raw, err = assets.Tours.ReadFile(name)
		add(name, raw, err)
	}
	return lines
}

// TestRejected refuses the words that were decided against, wherever users read Chinese.
func TestRejected(t *testing.T) {
	t.Parallel()
	all := decisions()
	for _, w := range terms() {
		if w.never != "" {
			all = append(all, decision{strings.Join(w.chinese, "、"), w.never})
		}
	}
	lines := prose(t)
	for _, d := range all {
		never := regexp.MustCompile(d.never)
		for at, l := range lines {
			if found := never.FindString(l); found != "" {
				t.Errorf("%s: %q; say %s: %s", at, found, d.say, l)
			}
		}
	}
}

// TestPunctuationEverywhere is [TestPunctuation] of the help and of the captions of tours, which have whole paragraphs.
func TestPunctuationEverywhere(t *testing.T) {
	t.Parallel()
	bad := regexp.MustCompile(`\p{Han}[,;!?]|[,;!?(]\p{Han}|\p{Han}[0-9A-Za-z` + "`" + `]|[0-9A-Za-z` + "`" +
		`]\p{Han}|\p{Han} \p{Han}|[，。：；（）、？！] | [，。：；（）、？！]`)
	for at, l := range prose(t) {
		if strings.HasPrefix(at, "help/") || strings.HasPrefix(at, "tours/") {
			if found := bad.FindString(regexp.MustCompile("`[^`]*`").ReplaceAllString(l, "`x`")); found != "" {
				t.Errorf("%s: %q in %s", at, found, l)
			}
		}
	}
}
