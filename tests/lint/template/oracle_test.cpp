#include <set>
#include <string>

#include "tests/lint/template/expansion.hpp"
#include "tests/support/catch.hpp"

// Inputs and outputs of the language's functions, as the documentation and the tests of Azure's own
// tools publish them. The numbers are ours; some stand for several rows.
namespace hairpin::arm {
namespace {

struct Vector {
  int number;
  const char* variables;  // members of `variables`
  const char* expression;
  const char* result;  // JSON, or "error: " and the statement
};

const Vector vectors[] = {
    {1, "", R"(array(1))", R"([1])"},
    {2, R"("o":{"a":"b","c":"d"})", R"(array(variables('o')))", R"([{"a":"b","c":"d"}])"},
    {3, R"("a":[])", R"(array(variables('a')))", R"([])"},
    {4, R"("a":["1-1","1-2"],"b":["2-1"])", R"(concat(variables('a'),variables('b')))",
     R"(["1-1","1-2","2-1"])"},
    {5, "", R"(contains('OneTwoThree','e'))", R"(true)"},
    {6, "", R"(contains('OneTwoThree','z'))", R"(false)"},
    {7, R"("o":{"one":"a","two":"b"})", R"(contains(variables('o'),'Two'))", R"(true)"},
    {8, R"("o":{"one":"a"})", R"(contains(variables('o'),'a'))", R"(false)"},
    {9, R"("a":["one","two","three"])", R"(contains(variables('a'),'three'))", R"(true)"},
    {10, R"("a":["FOO","BAR"])", R"(contains(variables('a'),'foo'))", R"(false)"},
    {11, R"("a":["FOO","BAR"])", R"(contains(variables('a'),123))", R"(false)"},
    {12, "", R"(createArray())", R"([])"},
    {13, R"("a":["one","two"])", R"(createArray(variables('a')))", R"([["one","two"]])"},
    {14, "", R"(createObject('intProp',1,'boolProp',true()))", R"({"intProp":1,"boolProp":true})"},
    {15, R"("a":[])", R"(empty(variables('a')))", R"(true)"},
    {15, R"("o":{})", R"(empty(variables('o')))", R"(true)"},
    {15, "", R"(empty(''))", R"(true)"},
    {15, "", R"(empty(null()))", R"(true)"},
    {16, "", R"(first('One Two Three'))", R"("O")"},
    {17, "", R"(first(createArray()))", R"(null)"},
    {17, "", R"(last(createArray()))", R"(null)"},
    {18, "", R"(last(createArray('one','two','three')))", R"("three")"},
    {19, R"("a":[[0,1],[2,3],[4,5]])", R"(flatten(variables('a')))", R"([0,1,2,3,4,5])"},
    {20, R"("a":{"one":"a","two":"b","three":"c"},"b":{"one":"a","two":"z","three":"c"})",
     R"(intersection(variables('a'),variables('b')))", R"({"one":"a","three":"c"})"},
    {21, "", R"(intersection(createArray('one','two','three'),createArray('two','three')))",
     R"(["two","three"])"},
    {22, "", R"(intersection(createArray(1,2,3),createArray(2,3,4)))", R"([2,3])"},
    {23,
     R"("o":{"ghiKey":1,"defKey":2,"abcKey":3,"123Key":4,"GHIKey":5,"DEFKey":6,"ABCKey":7,"456Key":8})",
     R"(join(map(items(variables('o')),lambda('i',lambdaVariables('i').key)),','))",
     R"("123Key,456Key,abcKey,ABCKey,defKey,DEFKey,ghiKey,GHIKey")"},
    {24, R"("o":{"foo":"abc","bar":123})", R"(string(items(variables('o'))))",
     R"("[{\"key\":\"bar\",\"value\":123},{\"key\":\"foo\",\"value\":\"abc\"}]")"},
    {25, R"("o":{"A":2,"a":1})", R"(objectKeys(variables('o')))", R"(["A","a"])"},
    {26, "", R"(length(createArray('one','two','three')))", R"(3)"},
    {26, "", R"(length('One Two Three'))", R"(13)"},
    {27, "", R"(max(0,3,2,5,4))", R"(5)"},
    {27, "", R"(min(createArray(0,3,2,5,4)))", R"(0)"},
    {28, "", R"(range(5,3))", R"([5,6,7])"},
    {28, "", R"(range(1,0))", R"([])"},
    {29, "", R"(skip(createArray('one','two','three'),2))", R"(["three"])"},
    {30, "", R"(skip('one two three',4))", R"("two three")"},
    {30, "", R"(skip('one two three',-100))", R"("one two three")"},
    {31, "", R"(take('one two three',2))", R"("on")"},
    {31, "", R"(take('one two three',-100))", R"("")"},
    {32, R"("a":{"one":"a","two":"b","three":"c1"},"b":{"three":"c2","four":"d"})",
     R"(union(variables('a'),variables('b')))", R"({"one":"a","two":"b","three":"c2","four":"d"})"},
    {33, "", R"(union(createArray('one','two','three'),createArray('three','four')))",
     R"(["one","two","three","four"])"},
    {34,
     R"("a":{"property":{"one":"a","three":"c1"},"nestedArray":[1,2]},"b":{"property":{"three":"c2","four":"d"},"nestedArray":[3,4]})",
     R"(union(variables('a'),variables('b')))",
     R"({"property":{"one":"a","three":"c2","four":"d"},"nestedArray":[3,4]})"},
    {35, R"("a":[["one","two"],["three"]],"b":[["three"],["four","two"]])",
     R"(union(variables('a'),variables('b')))", R"([["one","two"],["three"],["four","two"]])"},
    {36, R"("a":[{"a":0},{"a":1,"b":0},{"c":0}])", R"(shallowMerge(variables('a')))",
     R"({"a":1,"b":0,"c":0})"},
    {37, R"("a":[{"ABC":0},{"aBC":1}])", R"(shallowMerge(variables('a')))", R"({"ABC":1})"},
    {38, R"("a":[{"foo":"bar"},{"foo":null}])", R"(string(shallowMerge(variables('a'))))",
     R"("{\"foo\":null}")"},
    {39, R"("a":["fizz","buzz","pop","fizz"])", R"(indexOf(variables('a'),'fizz'))", R"(0)"},
    {39, R"("a":["fizz","buzz","pop","fizz"])", R"(lastIndexOf(variables('a'),'fizz'))", R"(3)"},
    {40, "", R"(empty(json('null')))", R"(true)"},
    {41, "", R"(json('{"a": "b"}'))", R"({"a":"b"})"},
    {41, "", R"(json('true'))", R"(true)"},
    {41, "", R"(json('3'))", R"(3)"},
    {42, R"("t":"[[test value]")", R"(variables('t'))", R"("[test value]")"},
    {43, R"("t":"[test] value")", R"(variables('t'))", R"("[test] value")"},
    {44, "", R"(coalesce(null(),null(),'default'))", R"("default")"},
    {45, "", R"(coalesce(null(),123))", R"(123)"},
    {46, "", R"(equals('literal','LiTeRaL'))", R"(false)"},
    {47, "", R"(equals(createArray('a','b'),createArray('a','b')))", R"(true)"},
    {48, "", R"(not(equals(1,2)))", R"(true)"},
    {49, "", R"(greater(1,2))", R"(false)"},
    {49, "", R"(greater('A','a'))", R"(true)"},
    {50, "", R"(less('A','a'))", R"(false)"},
    {50, "", R"(lessOrEquals('A','a'))", R"(false)"},
    {51, "", R"(greaterOrEquals(1,2))", R"(false)"},
    {51, "", R"(greaterOrEquals('A','a'))", R"(true)"},
    {52, "", R"(and(bool('true'),bool('false')))", R"(false)"},
    {52, "", R"(or(bool('true'),bool('false')))", R"(true)"},
    {53, "", R"(bool(1))", R"(true)"},
    {53, "", R"(bool(0))", R"(false)"},
    {54, "", R"(if(equals('a','a'),'yes','no'))", R"("yes")"},
    {55, "", R"(add(5,3))", R"(8)"},
    {55, "", R"(sub(7,3))", R"(4)"},
    {55, "", R"(mul(5,3))", R"(15)"},
    {55, "", R"(div(8,3))", R"(2)"},
    {55, "", R"(mod(7,3))", R"(1)"},
    {56, "", R"(div(6,11))", R"(0)"},
    {56, "", R"(sub(0,13))", R"(-13)"},
    {57, "", R"(mul(2199023255552,2199023255552))",
     R"(error: The template language function 'mul' overflowed with the operants '2199023255552' and '2199023255552'.)"},
    {58, "", R"(int('4'))", R"(4)"},
    {58, "", R"(int('asdf'))",
     R"(error: The template language function 'int' cannot convert provided value 'asdf' to integer value.)"},
    {59, "", R"(base64('one, two, three'))", R"("b25lLCB0d28sIHRocmVl")"},
    {60, "", R"(base64ToString('IEZpenog'))", R"(" Fizz ")"},
    {61, "", R"(dataUri(' Fizz '))", R"("data:text/plain;charset=utf-8;base64,IEZpenog")"},
    {62, "", R"(dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ=='))", R"("Hello, World!")"},
    {63, "", R"(startsWith('abcdef','A'))", R"(true)"},
    {63, "", R"(endsWith('abcdef','F'))", R"(true)"},
    {63, "", R"(endsWith('abcdef','e'))", R"(false)"},
    {64, "", R"(indexOf('abcdef','CD'))", R"(2)"},
    {64, "", R"(lastIndexOf('abcdef','AB'))", R"(0)"},
    {64, "", R"(indexOf('abcdef','z'))", R"(-1)"},
    {65, "", R"(indexOf('FOOBAR','bar'))", R"(3)"},
    {66, "", R"(lastIndexOf('abcba','b'))", R"(3)"},
    {67, "", R"(format('{0}, {1}. Formatted number: {2:N0}','Hello','User',8175133))",
     R"("Hello, User. Formatted number: 8,175,133")"},
    {68, "", R"(format('{0}/{1}/{2}/{3}',1,2,3,true()))", R"("1/2/3/True")"},
    {69, R"("o":{"a":"b","!c":2},"a":[true,2893,"abc"])",
     R"(format('>{0}<>{1}<>{2}<>{3}<>{4}<',false(),12948,'hello!',variables('o'),variables('a')))",
     R"(">False<>12948<>hello!<>{'a':'b','!c':2}<>[true,2893,'abc']<")"},
    {70, "", R"(format('->{123}<-',123))",
     R"(error: Unable to evaluate language function 'format': the format is invalid: 'Index (zero based) must be greater than or equal to zero and less than the size of the argument list.'.)"},
    {71, "", R"(join(createArray('abc','def','ghi'),','))", R"("abc,def,ghi")"},
    {72, R"("a":["abc",123,true])", R"(join(variables('a'),'/'))", R"("abc/123/True")"},
    {73, "", R"(padLeft('123',10,'0'))", R"("0000000123")"},
    {73, "", R"(padLeft(13,5))", R"("   13")"},
    {74, "", R"(replace('123-123-1234','-',''))", R"("1231231234")"},
    {74, "", R"(replace('123-123-1234','1234','xxxx'))", R"("123-123-xxxx")"},
    {75, R"("d":[",",";"])", R"(split('one;two,three',variables('d')))",
     R"(["one","two","three"])"},
    {76, R"("o":{"valueA":10,"valueB":"Example Text"})", R"(string(variables('o')))",
     R"("{\"valueA\":10,\"valueB\":\"Example Text\"}")"},
    {77, "", R"(string(createArray('a','b','c')))", R"("[\"a\",\"b\",\"c\"]")"},
    {77, "", R"(string(5))", R"("5")"},
    {78, "", R"(substring('one two three',4,3))", R"("two")"},
    {78, "", R"(substring('asdfasf',3))", R"("fasf")"},
    {79, "", R"(substring('1234567890',0,11))",
     R"(error: The index and length parameters must refer to a location within the string. The index parameter: '0', the length parameter: '11', the length of the string parameter: '10'.)"},
    {80, "", R"(toLower('AiKInIniIN'))", R"("aikininiin")"},
    {80, "", R"(toUpper(' Fizz '))", R"(" FIZZ ")"},
    {80, "", R"(trim('  adf asdf  '))", R"("adf asdf")"},
    {81, "", R"(uri('http://contoso.org/firstpath','myscript.sh'))",
     R"("http://contoso.org/myscript.sh")"},
    {82, "", R"(uri('http://contoso.org/firstpath/azuredeploy.json/','myscript.sh'))",
     R"("http://contoso.org/firstpath/azuredeploy.json/myscript.sh")"},
    {83, "", R"(uri('https://github.com/another/repo','/Azure/bicep'))",
     R"("https://github.com/Azure/bicep")"},
    {84, "", R"(uri('https://github.com','Azure/bicep'))", R"("https://github.com/Azure/bicep")"},
    {84, "", R"(uri('github.com','x'))",
     R"(error: The template language function 'uri' expects its first argument to be a uri string. The provided value is 'github.com'.)"},
    {85, "", R"(uriComponent('http://contoso.com/resources/nested/azuredeploy.json'))",
     R"("http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json")"},
    {86, "", R"(uriComponent('UB*8h 0+=_)9h9n'))", R"("UB%2A8h%200%2B%3D_%299h9n")"},
    {87, "", R"(uriComponentToString('%20%25%20'))", R"(" % ")"},
    {88, "", R"(uniqueString('asd','asdf','asdf'))", R"("iizpqit7ih3cc")"},
    {89, "", R"(uniqueString('snap','crackle','pop'))", R"("byghxckddilkc")"},
    {90, "",
     R"(uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/myRg'))",
     R"("js26ofeqkqeve")"},
    {91, "", R"(uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000','resource-id'))",
     R"("cwvxuqg24sifi")"},
    {92, "", R"(uniqueString('tyeth'))", R"("zcztcwvu6iyg6")"},
    {92, "", R"(uniqueString('hello','world'))", R"("a7wkljktk6wne")"},
    {93, "", R"(uniqueString(''))", R"("aaaaaaaaaaaaa")"},
    {93, "", R"(uniqueString('test'))", R"("rbgf3xv4ufgzg")"},
    {93, "", R"(uniqueString('test','test2'))", R"("pivml2tg5alca")"},
    {94, "", R"(guid('asdf'))", R"("228d27cc-6fdb-5934-b7ac-1efccebade04")"},
    {95, "", R"(guid('foo','bar','baz'))", R"("2ed86837-7c7c-5eaa-9864-dd077fd19b0d")"},
    {96, "", R"(dateTimeAdd(dateTimeFromEpoch(1680224438),'P1D'))", R"("2023-04-01T01:00:38Z")"},
    {97, "", R"(dateTimeToEpoch(dateTimeFromEpoch(1680224438)))", R"(1680224438)"},
    {98, "", R"(dateTimeFromEpoch(1683040573))", R"("2023-05-02T15:16:13Z")"},
    {98, "", R"(dateTimeToEpoch('2020-04-07T14:53:14Z'))", R"(1586271194)"},
    {99, "", R"(parseCidr('10.144.0.0/20'))",
     R"({"network":"10.144.0.0","netmask":"255.255.240.0","broadcast":"10.144.15.255","firstUsable":"10.144.0.1","lastUsable":"10.144.15.254","cidr":20})"},
    {100, "", R"(parseCidr('fdad:3236:5555::/48'))",
     R"({"network":"fdad:3236:5555::","netmask":"ffff:ffff:ffff::","firstUsable":"fdad:3236:5555::","lastUsable":"fdad:3236:5555:ffff:ffff:ffff:ffff:ffff","cidr":48})"},
    {101, "", R"(parseCidr('10.0.0.0/8').lastUsable)", R"("10.255.255.254")"},
    {101, "", R"(parseCidr('10.0.0.0/8').netmask)", R"("255.0.0.0")"},
    {102, "", R"(map(range(0,5),lambda('i',cidrSubnet('10.144.0.0/20',24,lambdaVariables('i')))))",
     R"(["10.144.0.0/24","10.144.1.0/24","10.144.2.0/24","10.144.3.0/24","10.144.4.0/24"])"},
    {103, "",
     R"(map(createArray(0,1,4),lambda('i',cidrSubnet('fdad:3236:5555::/48',52,lambdaVariables('i')))))",
     R"(["fdad:3236:5555::/52","fdad:3236:5555:1000::/52","fdad:3236:5555:4000::/52"])"},
    {104, "", R"(cidrSubnet('10.0.0.0/16',27,9))", R"("10.0.1.32/27")"},
    {105, "", R"(cidrSubnet('172.16.0.0/12',20,255))", R"("172.31.240.0/20")"},
    {106, "", R"(cidrSubnet('10.0.5.77/16',24,1))", R"("10.0.1.0/24")"},
    {107, "", R"(cidrSubnet('2001:db8::/32',48,65535))", R"("2001:db8:ffff::/48")"},
    {108, "", R"(cidrSubnet('10.0.0.0/24',23,0))",
     R"(error: The template language function 'cidrSubnet' expects a prefix length between 24 and 32.)"},
    {108, "", R"(cidrSubnet('10.0.0.0/24',26,4))",
     R"(error: 10.0.0.0/24 has no subnet of length 26 with the index 4.)"},
    {109, "", R"(map(range(0,5),lambda('i',cidrHost('10.144.3.0/24',lambdaVariables('i')))))",
     R"(["10.144.3.1","10.144.3.2","10.144.3.3","10.144.3.4","10.144.3.5"])"},
    {110, "",
     R"(map(range(0,5),lambda('i',cidrHost('fdad:3236:5555:3000::/52',lambdaVariables('i')))))",
     R"(["fdad:3236:5555:3000::1","fdad:3236:5555:3000::2","fdad:3236:5555:3000::3","fdad:3236:5555:3000::4","fdad:3236:5555:3000::5"])"},
    {111, "", R"(cidrHost('192.168.1.0/24',add(0,3)))", R"("192.168.1.4")"},
    {112, "", R"(cidrHost('10.0.0.0/22',300))", R"("10.0.1.45")"},
    {112, "", R"(cidrHost('10.0.0.0/16',255))", R"("10.0.1.0")"},
    {113, "", R"(map(range(0,3),lambda('i',format('Hi {0}!',lambdaVariables('i')))))",
     R"(["Hi 0!","Hi 1!","Hi 2!"])"},
    {114, "", R"(filter(range(0,10),lambda('i',equals(0,mod(lambdaVariables('i'),2)))))",
     R"([0,2,4,6,8])"},
    {115, "",
     R"(filter(createArray('a','b','c','d'),lambda('x','i',equals(0,mod(lambdaVariables('i'),2)))))",
     R"(["a","c"])"},
    {116, "",
     R"(sort(createArray(8,3,10,-13,5),lambda('x','y',less(lambdaVariables('x'),lambdaVariables('y')))))",
     R"([-13,3,5,8,10])"},
    {117, "",
     R"(reduce(createArray(5,3,2,8),1,lambda('c','n',add(lambdaVariables('c'),lambdaVariables('n')))))",
     R"(19)"},
    {118, "",
     R"(reduce(createArray('a','b','c'),'',lambda('a','b',format('{0}-{1}',lambdaVariables('a'),lambdaVariables('b')))))",
     R"("-a-b-c")"},
    {119, "",
     R"(toObject(createArray(123,456,789),lambda('i',format('{0}',div(lambdaVariables('i'),100)))))",
     R"({"1":123,"4":456,"7":789})"},
    {120, R"("o":{"a":123,"b":456})",
     R"(mapValues(variables('o'),lambda('v',mul(lambdaVariables('v'),2))))",
     R"({"a":246,"b":912})"},
    {121, R"("a":[{"type":"a","value":123},{"type":"b","value":456},{"type":"a","value":789}])",
     R"(groupBy(variables('a'),lambda('x',lambdaVariables('x').type),lambda('x',lambdaVariables('x').value)))",
     R"({"a":[123,789],"b":[456]})"},
    {122, R"("o":{"foo":[{"bar":"baz"}]})", R"(tryGet(variables('o'),'fizz',0,'bar'))", R"(null)"},
    {123, R"("o":{"foo":[{"bar":"baz"}]})", R"(tryGet(variables('o').foo,10,'bar'))", R"(null)"},
    {124, "", R"(resourceId('Microsoft.Storage/storageAccounts','examplestorage'))",
     R"("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/examplegroup/providers/Microsoft.Storage/storageAccounts/examplestorage")"},
    {125, "",
     R"(resourceId('otherResourceGroup','Microsoft.Storage/storageAccounts','examplestorage'))",
     R"("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/otherResourceGroup/providers/Microsoft.Storage/storageAccounts/examplestorage")"},
    {126, "",
     R"(resourceId('11111111-1111-1111-1111-111111111111','otherResourceGroup','Microsoft.Storage/storageAccounts','examplestorage'))",
     R"("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/otherResourceGroup/providers/Microsoft.Storage/storageAccounts/examplestorage")"},
    {127, "", R"(resourceId('Microsoft.SQL/servers/databases','serverName','databaseName'))",
     R"("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/examplegroup/providers/Microsoft.SQL/servers/serverName/databases/databaseName")"},
    {131, "",
     R"(extensionResourceId('/providers/My.Rp/parent/myParent/child/myChild','My.ExtensionRp/parent/child','myParent','myChild'))",
     R"("/providers/My.Rp/parent/myParent/child/myChild/providers/My.ExtensionRp/parent/myParent/child/myChild")"},
};

TEST_CASE("published expressions have their published values") {
  for (const Vector& vector : vectors) {
    INFO("vector " << vector.number << ": " << vector.expression);
    CHECK(evaluate_text(vector.expression, vector.variables) == vector.result);
  }
}

TEST_CASE("every vector is there") {
  std::set<int> numbers = {128, 129, 130, 132, 133, 134, 135, 136, 137, 138};  // below
  for (const Vector& vector : vectors) numbers.insert(vector.number);
  CHECK(numbers.size() == 138);
  CHECK(*numbers.begin() == 1);
  CHECK(*numbers.rbegin() == 138);
}

std::string template_of_kind(std::string_view kind, std::string_view members) {
  return R"({"$schema": "https://schema.management.azure.com/schemas/2019-08-01/)" +
         std::string(kind) + R"(.json#", "contentVersion": "1.0.0.0", "languageVersion": "2.0",)" +
         std::string(members) + "}";
}

/// The id of an existing resource, as its extension's property shows it.
std::string id_of_existing(std::string_view kind, std::string_view scope = {}) {
  Setup setup;
  setup.surroundings = usual_surroundings();
  setup.surroundings.management_group = "m";
  const std::string text = template_of_kind(kind, R"(
      "resources": {
        "parent": {"existing": true, "type": "My.Rp/parent/child", "name": "myParent/myChild")" +
                                                      std::string(scope) + R"(},
        "shown": {"type": "A.B/c", "name": "n",
                  "properties": {"id": "[reference('parent', '1', 'full').id]"}}})");
  const Expanded expanded = expand_text(text, setup);
  INFO(expanded.problems());
  return std::string(expanded.resource("n").body["properties"]["id"].text());
}

TEST_CASE("vectors 128 to 130: an existing resource has an id by its scope") {
  CHECK(id_of_existing("tenantDeploymentTemplate") ==
        "/providers/My.Rp/parent/myParent/child/myChild");
  CHECK(id_of_existing("deploymentTemplate", R"(, "scope": "[subscription().id]")") ==
        "/subscriptions/00000000-0000-0000-0000-000000000001/providers/My.Rp/parent/myParent/child/"
        "myChild");
  CHECK(id_of_existing("managementGroupDeploymentTemplate") ==
        "/providers/Microsoft.Management/managementGroups/m/providers/My.Rp/parent/myParent/child/"
        "myChild");
}

TEST_CASE("vectors 132 and 133: loops of variables and of resources") {
  CHECK(evaluate_text("variables('stringArray')",
                      R"("copy": [{"name": "stringArray", "count": 5,
                          "input": "[concat('item', copyIndex('stringArray', 1))]"}])") ==
        R"(["item1","item2","item3","item4","item5"])");
  const Expanded expanded = expand_text(template_with(R"("resources": [
      {"type": "Microsoft.Storage/storageAccounts", "name": "[format('storage{0}', copyIndex(1))]",
       "copy": {"name": "storages", "count": 3}}])"));
  CHECK(expanded.names() == "storage1, storage2, storage3");
}

/// A nested deployment to another group that evaluates its expressions as `options` says.
std::string nested_template(std::string_view options) {
  return template_with(R"(
    "variables": {"exampleVar": "from parent template"},
    "resources": [
      {"type": "Microsoft.Resources/deployments", "name": "nested", "resourceGroup": "inlineGroup",
       "properties": {"mode": "Incremental", )" +
                       std::string(options) + R"(
         "template": {"$schema": "", "contentVersion": "1", "resources": [],
           "variables": {"exampleVar": "from nested template"},
           "outputs": {"group": {"type": "string", "value": "[resourceGroup().name]"},
                       "var": {"type": "string", "value": "[variables('exampleVar')]"}}}}},
      {"type": "A.B/c", "name": "shown", "properties": {
         "group": "[reference('nested').outputs.group.value]",
         "var": "[reference('nested').outputs.var.value]"}}])");
}

TEST_CASE("vectors 134 and 135: names in nested templates mean what their scope says") {
  Setup setup;
  setup.surroundings = usual_surroundings();
  setup.surroundings.resource_group = "parentGroup";
  const auto shown = [&](std::string_view options, std::string_view key) {
    const Expanded expanded = expand_text(nested_template(options), setup);
    INFO(expanded.problems());
    return std::string(expanded.resource("shown").body["properties"][key].text());
  };
  const std::string_view inner = R"("expressionEvaluationOptions": {"scope": "inner"},)";
  const std::string_view outer = R"("expressionEvaluationOptions": {"scope": "outer"},)";
  CHECK(shown("", "group") == "parentGroup");
  CHECK(shown(inner, "group") == "inlineGroup");
  CHECK(shown(inner, "var") == "from nested template");
  CHECK(shown(outer, "var") == "from parent template");
}

TEST_CASE("vector 136: user functions call one another") {
  const Expanded expanded = expand_text(template_with(R"(
    "functions": [{"namespace": "__bicep", "members": {
      "sayHi": {"parameters": [{"name": "name", "type": "string"}],
                "output": {"type": "string", "value": "[format('Hi, {0}!', parameters('name'))]"}},
      "greet": {"parameters": [{"name": "names", "type": "array"}],
                "output": {"type": "string",
                           "value": "[__bicep.sayHi(join(parameters('names'), ' '))]"}}}}],
    "resources": [{"type": "A.B/c", "name": "n",
      "properties": {"text": "[__bicep.greet(createArray('Anthony', 'Martin'))]"}}])"));
  CHECK(expanded.resource("n").body["properties"]["text"].text() == "Hi, Anthony Martin!");
}

TEST_CASE("vector 137: a nullable parameter without value is null") {
  const Expanded expanded = expand_text(template_with(R"(
    "languageVersion": "2.0", "parameters": {"foo": {"type": "string", "nullable": true}},
    "resources": {"r": {"type": "A.B/c", "name": "n",
      "properties": {"text": "[coalesce(parameters('foo'), 'not specified')]"}}})"));
  CHECK(expanded.resource("n").body["properties"]["text"].text() == "not specified");
  CHECK(expanded.expansion.missing_parameters.empty());
}

TEST_CASE("vector 138: what one module gives another one takes") {
  const Expanded expanded = expand_text(template_with(R"("resources": [
    {"type": "Microsoft.Resources/deployments", "name": "second", "properties": {
      "expressionEvaluationOptions": {"scope": "inner"},
      "parameters": {"vnetName": {"value": "[reference('first').outputs.name.value]"}},
      "template": {"parameters": {"vnetName": {"type": "string"}}, "resources": [
        {"type": "Microsoft.Network/virtualNetworks", "name": "[parameters('vnetName')]"}]}}},
    {"type": "Microsoft.Resources/deployments", "name": "first", "properties": {
      "expressionEvaluationOptions": {"scope": "inner"},
      "template": {"resources": [], "outputs": {"name": {"type": "string", "value": "foo"}}}}}])"));
  REQUIRE(expanded.expansion.resources.size() == 1);
  CHECK(expanded.expansion.resources[0].id.ends_with("/virtualNetworks/foo"));
}

}  // namespace
}  // namespace hairpin::arm
